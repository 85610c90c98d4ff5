#pragma once
// Between result rows and the values of tables.hpp; used by the store's own files alone.

#include "io/postgres/store.hpp"

#include <string>
#include <vector>

namespace pqxx {
class row;
class transaction_base;
}  // namespace pqxx

namespace zk::io::rows {

/// A text[] literal: '{"a","b"}'.
std::string array_literal(const std::vector<std::string>& values);

/// The object table of a type and what makes one of its rows ready to be proved.
struct ObjectTable {
    const char* name;
    const char* ready;
};
ObjectTable object_table(TaskType type);

/// Types in hand-out order (nearest to L1 first) that `filter` admits.
std::vector<TaskType> admitted_types(const TaskFilter& filter);

/// The filter as a condition on object table alias `o` of this type. Its values are inlined as quoted literals.
std::string condition(const pqxx::transaction_base& transaction, const TaskFilter& filter, TaskType type);

/// The condition that object `o` of this type is a task of ours, of one of `forks` where any are named.
std::string ours(const pqxx::transaction_base& transaction, TaskType type, const std::vector<std::string>& forks = {});

/// Columns of BlockRow for "SELECT ... FROM l2_block b LEFT JOIN zk_block z ON z.number = b.number AND z.hash = b.hash", and back.
extern const char* const kBlockColumns;
BlockRow block(const pqxx::row& row);

/// Columns of ChunkRow for "SELECT ... FROM chunk o LEFT JOIN zk_task t ON ...", and back.
extern const char* const kChunkSelect;
ChunkRow chunk(const pqxx::row& row);

}  // namespace zk::io::rows
