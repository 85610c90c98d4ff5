#include "io/postgres/tables.hpp"

#include <algorithm>
#include <string_view>

namespace zk::io {

const char* task_type_name(TaskType type) noexcept {
    switch (type) {
        case TaskType::kChunk:
            return "chunk";
        case TaskType::kBatch:
            return "batch";
        case TaskType::kBundle:
            return "bundle";
    }
    return "unknown";
}

std::optional<TaskType> task_type_from_name(const std::string& name) {
    for (const TaskType type : {TaskType::kChunk, TaskType::kBatch, TaskType::kBundle}) {
        if (name == task_type_name(type)) return type;
    }
    return std::nullopt;
}

bool is_task_id(const std::string& id) noexcept {
    std::string_view digits = id;
    if (digits.starts_with("0x")) digits.remove_prefix(2);
    return digits.size() == 64 && std::all_of(digits.begin(), digits.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
           });
}

const char* proving_status_name(int status) noexcept {
    switch (status) {
        case 1:
            return "unassigned";
        case 2:
            return "assigned";
        case 3:
            return "proved";
        case 4:
            return "verified";
        case 5:
            return "failed";
        default:
            return "corrupt";
    }
}

}  // namespace zk::io
