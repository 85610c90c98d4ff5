// test_tasks DATABASE_URL DATA_FOLDER N_TASKS N_SEGMENTS: adds tasks for test_job, with the blocks after those already there.

#include "io/hdf5/artifacts.hpp"

#include "tests/support/postgres.hpp"

#include <cstdio>
#include <cstdlib>
#include <exception>

int main(int argc, char** argv) {
    if (argc != 5) {
        std::fprintf(stderr, "usage: test_tasks DATABASE_URL DATA_FOLDER N_TASKS N_SEGMENTS\n");
        return 2;
    }
    try {
        zk::io::Store store{argv[1]};
        store.migrate();
        const zk::io::DataFolder data{argv[2]};
        const auto last = store.last_chunk();
        const std::uint64_t first = last ? last->end_block_number + 1 : 1;
        const std::uint64_t n_tasks = std::strtoull(argv[3], nullptr, 10);
        zk::test::add_chunks(store, first, first + n_tasks - 1);
        for (std::uint64_t number = first; number < first + n_tasks; ++number) {
            const zk::io::BlockRow row = zk::test::sample_block(number);
            zk::Bytes witness(64, static_cast<std::uint8_t>(number));
            witness[0] = static_cast<std::uint8_t>(std::strtoul(argv[4], nullptr, 10));
            zk::io::write_block_file(data.resolve(row.witness_path).value(), {number, row.hash, row.fork, witness, {}});
        }
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
