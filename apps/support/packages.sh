# Debian packages by purpose and `install_packages`, to be sourced.

zk_build_packages=(
    ca-certificates procps git cmake ninja-build g++ pkg-config libopenmpi-dev openmpi-bin libhdf5-dev hdf5-tools libpqxx-dev postgresql
    libboost-serialization-dev libcli11-dev libspdlog-dev libfmt-dev nlohmann-json3-dev libexpected-dev libzstd-dev
    clang-16 lld-16 libc++-16-dev picolibc-riscv64-unknown-elf gcc-riscv64-unknown-elf
)
zk_test_packages=(libgtest-dev libbenchmark-dev libssl-dev libsecp256k1-dev libgmp-dev qemu-user slurm-wlm munge)
# libomp-16-dev replaces libomp-14-dev; clang-16 finds no OpenMP without it.
zk_full_packages=(libclang-rt-16-dev libomp-16-dev clang-tidy-16 clang-format-16)

# install_packages PACKAGE...: installs those that are missing and says which. Returns 3 when that is not possible here.
install_packages() {
    local missing=() package root=()
    if ! command -v dpkg-query >/dev/null; then
        echo "this is not Debian: install the equivalents of: $*" >&2
        return 0
    fi
    for package in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    if [ ${#missing[@]} -eq 0 ]; then
        echo "packages: all $# present"
        return 0
    fi
    echo "packages: installing ${missing[*]}"
    if [ "$(id -u)" != 0 ]; then
        command -v sudo >/dev/null || {
            echo "not root and no sudo; run as root: apt-get install -y --no-install-recommends ${missing[*]}" >&2
            return 3
        }
        root=(sudo)
    fi
    # DEBIAN_FRONTEND must pass sudo, which clears the environment. The daemons that come with postgresql and slurm are not started.
    local apt=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -q -y)
    if ! "${apt[@]}" update >/dev/null || ! "${apt[@]}" install --no-install-recommends "${missing[@]}" >/dev/null; then
        echo "apt-get failed; try: apt-get install -y --no-install-recommends ${missing[*]}" >&2
        return 3
    fi
}

# Parallel jobs for the compiler: one a core, but not more than one for each 1.5 GiB of memory.
build_jobs() {
    local cores by_memory
    # nproc obeys OMP_NUM_THREADS, which is about the ranks' threads and not about builds.
    cores=$(env -u OMP_NUM_THREADS -u OMP_THREAD_LIMIT nproc)
    by_memory=$(awk '/^MemAvailable/ { print int($2 / 1572864) }' /proc/meminfo)
    [ "$by_memory" -ge 1 ] || by_memory=1
    echo $((cores < by_memory ? cores : by_memory))
}

# Compiler cache, when there is one.
cache_flags() {
    ! command -v ccache >/dev/null || echo "-DCMAKE_CXX_COMPILER_LAUNCHER=ccache -DCMAKE_C_COMPILER_LAUNCHER=ccache"
}
