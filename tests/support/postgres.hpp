#pragma once

#include "io/hdf5/artifacts.hpp"
#include "io/postgres/store.hpp"

#include "tests/support/temporary_folder.hpp"

#include <memory>
#include <string>
#include <vector>

namespace zk::test {

/// A private server for one test executable (tests/support/pg.sh), stopped and removed at the end. Throws when it does not start.
class PrivatePostgres {
  public:
    PrivatePostgres();
    ~PrivatePostgres();

    /// A new empty database; its URL.
    std::string new_database();
    /// SIGKILL to all processes of the server.
    void kill();
    void start();

  private:
    void script(const std::string& verb) const;

    TemporaryFolder folder_;
    std::string base_url_;
    int n_databases_ = 0;
};

/// The rows of a query as texts; NULL is "NULL".
std::vector<std::vector<std::string>> query(const std::string& url, const std::string& sql);
/// The first column of the first row of a query; "" when there is none.
std::string scalar(const std::string& url, const std::string& sql);

/// "0x" and 64 digits that depend on `seed`.
std::string hash_of(std::uint64_t seed);
/// A block row with linked hashes.
io::BlockRow sample_block(std::uint64_t number);
/// A chunk of the blocks first..last.
io::ChunkRow sample_chunk(std::uint64_t first, std::uint64_t last);
/// Blocks first..last in chunks of one block each; the chunk hashes.
std::vector<std::string> add_chunks(io::Store& store, std::uint64_t first, std::uint64_t last);

}  // namespace zk::test
