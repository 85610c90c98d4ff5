#include "apps/doctor/checks.hpp"

#include "base/format.hpp"
#include "guest/images/images.hpp"
#include "io/hdf5/file.hpp"
#include "io/postgres/store.hpp"
#include "kernels/backend/backend.hpp"
#include "vm/elf/elf.hpp"

#include <dlfcn.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>

namespace zk::apps {
namespace {

namespace fs = std::filesystem;
using State = Check::State;

std::string gigabytes(std::uint64_t bytes) {
    return formatted("%.1f GiB", static_cast<double>(bytes) / (1u << 30));
}

/// Value of a "Key:  value" line.
std::string line_value(const char* file, const std::string& key) {
    std::ifstream stream(file);
    for (std::string line; std::getline(stream, line);) {
        if (line.compare(0, key.size(), key) != 0) continue;
        const auto colon = line.find(':');
        const auto begin = line.find_first_not_of(" \t", colon + 1);
        return begin == std::string::npos ? "" : line.substr(begin);
    }
    return {};
}

Check processor() {
    std::string found = line_value("/proc/cpuinfo", "model name") + ", " +
                        std::to_string(std::thread::hardware_concurrency()) + " threads";
    const auto avx2 = make_avx2_backend(1);
    found += std::string(", back end ") + make_cpu_backend(1)->name();
    if (avx2) return {"processor", State::kGood, found, ""};
    return {"processor", State::kLacks, found, "no AVX2 here (or not in this build): proofs take several times longer"};
}

Check memory() {
    const std::uint64_t total = std::strtoull(line_value("/proc/meminfo", "MemTotal").c_str(), nullptr, 10) << 10;
    const std::uint64_t free = std::strtoull(line_value("/proc/meminfo", "MemAvailable").c_str(), nullptr, 10) << 10;
    const std::string found = gigabytes(free) + " available of " + gigabytes(total);
    if (free >= std::uint64_t{4} << 30) return {"memory", State::kGood, found, ""};
    return {
        "memory",
        State::kLacks,
        found,
        "a rank needs about 3 GiB a million cycles of a segment: lower segments.max_cycles"};
}

Check images() {
    std::string names;
    for (const guest::GuestImage& image : guest::guest_images()) {
        const auto program = vm::load_elf(image.elf);
        if (!program) {
            return {
                "programs",
                State::kBroken,
                std::string(image.name) + ": " + program.error().message(),
                "the build is damaged: build again"};
        }
        names += (names.empty() ? "" : ", ") + std::string(image.name);
    }
    return {"programs", State::kGood, names + " (embedded)", ""};
}

Check disk(const Settings& settings) {
    fs::path folder = fs::absolute(settings.data);
    while (!fs::exists(folder) && folder != folder.parent_path()) folder = folder.parent_path();
    std::error_code error;
    const fs::space_info space = fs::space(folder, error);
    if (error)
        return {"data folder", State::kBroken, folder.string() + ": " + error.message(), "choose another with --data"};
    const std::string found = settings.data + ", " + gigabytes(space.available) + " free";
    if (::access(folder.c_str(), W_OK) != 0) {
        return {"data folder", State::kBroken, found + ", not writable", "choose another with --data or ZKPROVE_DATA"};
    }
    if (space.available < settings.run.min_free_bytes) {
        return {"data folder", State::kBroken, found, "below run.min_free_bytes: no task is taken until there is room"};
    }
    return {"data folder", State::kGood, found, ""};
}

Check gpu() {
    // Loaded by name, so that one binary runs with and without the driver.
    void* driver = ::dlopen("libcuda.so.1", RTLD_NOW | RTLD_LOCAL);
    if (driver == nullptr) return {"GPU", State::kLacks, "no NVIDIA driver", "proofs are made on the CPU"};
    const auto init = reinterpret_cast<int (*)(unsigned)>(::dlsym(driver, "cuInit"));
    const auto count = reinterpret_cast<int (*)(int*)>(::dlsym(driver, "cuDeviceGetCount"));
    int n = 0;
    if (init == nullptr || count == nullptr || init(0) != 0 || count(&n) != 0 || n == 0) {
        return {
            "GPU", State::kLacks, "a driver, but no usable device", "nvidia-smi says more; proofs are made on the CPU"};
    }
    return {"GPU", State::kGood, std::to_string(n) + " device(s); this version proves on the CPU", ""};
}

Check database(const Settings& settings) {
    const std::string shown = settings.database.empty() ? "libpq environment" : without_password(settings.database);
    try {
        io::Store store(settings.database);
        const std::string version = store.server_version();
        try {
            store.require_schema();
        } catch (const io::DatabaseError& error) {
            return {"PostgreSQL", State::kLacks, version + " (" + shown + "): " + error.what(), "zkprove migrate"};
        }
        return {"PostgreSQL", State::kGood, version + " (" + shown + ")", ""};
    } catch (const io::DatabaseError& error) {
        return {
            "PostgreSQL",
            State::kLacks,
            shown + ": " + error.what(),
            "run, ingest, propose and status need one: --database URL, or bash apps/support/pg.sh start DIR"};
    }
}

Check hdf5() {
    try {
        io::Hdf5Builder builder;
        builder.set_text("probe", "doctor");
        return {"HDF5", State::kGood, "writes (" + std::to_string(builder.finish().size()) + " bytes)", ""};
    } catch (const std::exception& error) {
        return {"HDF5", State::kBroken, error.what(), "the library is damaged: reinstall libhdf5"};
    }
}

Check launcher() {
    const char* path = std::getenv("PATH");
    std::istringstream folders(path != nullptr ? path : "");
    for (std::string folder; std::getline(folders, folder, ':');) {
        for (const char* name : {"mpirun", "srun"}) {
            const std::string program = folder + "/" + name;
            if (::access(program.c_str(), X_OK) == 0) return {"MPI launcher", State::kGood, program, ""};
        }
    }
    return {
        "MPI launcher",
        State::kLacks,
        "neither mpirun nor srun in PATH",
        "one rank works without; apt-get install openmpi-bin"};
}

}  // namespace

std::vector<Check> examine_machine(const Settings& settings) {
    return {processor(), memory(), images(), disk(settings), hdf5(), launcher(), database(settings), gpu()};
}

}  // namespace zk::apps
