#include "tests/support/postgres.hpp"

#include <pqxx/pqxx>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace zk::test {
namespace {

std::string run(const std::string& command) {
    FILE* const pipe = ::popen((command + " 2>&1").c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
    std::string output;
    std::array<char, 4096> buffer{};
    while (std::fgets(buffer.data(), buffer.size(), pipe) != nullptr) output += buffer.data();
    const int status = ::pclose(pipe);
    if (status != 0) throw std::runtime_error(command + ": " + output);
    while (!output.empty() && output.back() == '\n') output.pop_back();
    return output;
}

std::string pg_script() {
    return std::string(ZK_SOURCE_DIR) + "/tests/support/pg.sh";
}

}  // namespace

PrivatePostgres::PrivatePostgres() {
    std::filesystem::permissions(
        folder_.path(),
        std::filesystem::perms::group_exec | std::filesystem::perms::others_exec,
        std::filesystem::perm_options::add
    );
    start();
    base_url_ = run(pg_script() + " url " + folder_.path().string());
    // What is killed here is the server, not the machine: without fsync the same recovery is tested in less time.
    pqxx::connection connection{base_url_};
    pqxx::nontransaction direct{connection};
    direct.exec("ALTER SYSTEM SET fsync = off");
    direct.exec("SELECT pg_reload_conf()");
}

PrivatePostgres::~PrivatePostgres() {
    try {
        script("stop");
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
    }
}

void PrivatePostgres::script(const std::string& verb) const {
    run(pg_script() + " " + verb + " " + folder_.path().string());
}
void PrivatePostgres::start() {
    // The server must not keep our pipe open.
    const std::string command = pg_script() + " start " + folder_.path().string() + " >/dev/null";
    if (std::system(command.c_str()) != 0) throw std::runtime_error("the private PostgreSQL does not start");
}
void PrivatePostgres::kill() {
    script("kill");
}

std::string PrivatePostgres::new_database() {
    const std::string name = "test" + std::to_string(++n_databases_);
    pqxx::connection connection{base_url_};
    pqxx::nontransaction{connection}.exec("CREATE DATABASE " + name);
    std::string url = base_url_;
    const std::string from = "///postgres?";
    return url.replace(url.find(from), from.size(), "///" + name + "?");
}

std::vector<std::vector<std::string>> query(const std::string& url, const std::string& sql) {
    pqxx::connection connection{url};
    pqxx::work work{connection};
    std::vector<std::vector<std::string>> rows;
    for (const pqxx::row& row : work.exec(sql)) {
        std::vector<std::string>& texts = rows.emplace_back();
        for (const auto& field : row) texts.emplace_back(field.is_null() ? "NULL" : field.c_str());
    }
    work.commit();
    return rows;
}

std::string scalar(const std::string& url, const std::string& sql) {
    const auto rows = query(url, sql);
    return rows.empty() || rows[0].empty() ? "" : rows[0][0];
}

std::string hash_of(std::uint64_t seed) {
    std::array<char, 80> text{};
    std::snprintf(
        text.data(),
        text.size(),
        "0x%016llx%016llx%016llx%016llx",
        static_cast<unsigned long long>(seed * 0x9e3779b97f4a7c15u),
        static_cast<unsigned long long>(seed * 0xbf58476d1ce4e5b9u),
        static_cast<unsigned long long>(seed * 0x94d049bb133111ebu),
        static_cast<unsigned long long>(seed)
    );
    return text.data();
}

io::BlockRow sample_block(std::uint64_t number) {
    io::BlockRow block;
    block.number = number;
    block.hash = hash_of(number);
    block.parent_hash = hash_of(number - 1);
    block.header = "{}";
    block.transactions = "[]";
    block.withdraw_root = hash_of(0);
    block.state_root = hash_of(number + 1'000'000);
    block.tx_num = 2;
    block.gas_used = 21'000;
    block.block_timestamp = 1'700'000'000 + number;
    block.fork = "galileo";
    block.witness_path = io::DataFolder::block_path(number, block.hash);
    block.witness_bytes = 64;
    return block;
}

io::ChunkRow sample_chunk(std::uint64_t first, std::uint64_t last) {
    io::ChunkRow chunk;
    chunk.hash = hash_of(first * 1'000 + last + 7'000'000'000);
    chunk.start_block_number = first;
    chunk.end_block_number = last;
    chunk.start_block_hash = hash_of(first);
    chunk.end_block_hash = hash_of(last);
    chunk.start_block_time = 1'700'000'000 + first;
    chunk.state_root = hash_of(last + 1'000'000);
    chunk.parent_chunk_state_root = hash_of(first + 999'999);
    chunk.withdraw_root = hash_of(0);
    chunk.codec_version = 9;
    chunk.fork = "galileo";
    return chunk;
}

std::vector<std::string> add_chunks(io::Store& store, std::uint64_t first, std::uint64_t last) {
    std::vector<std::string> hashes;
    for (std::uint64_t number = first; number <= last; ++number) {
        if (!store.insert_block(sample_block(number))) throw std::runtime_error("block refused");
        const io::ChunkRow chunk = sample_chunk(number, number);
        const auto index = store.insert_chunk(chunk);
        if (!index) throw std::runtime_error(index.error().message());
        hashes.push_back(chunk.hash);
    }
    return hashes;
}

}  // namespace zk::test
