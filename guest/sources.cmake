# The one source list: compiled natively into zk::guest and for riscv32 into every image.
set(ZK_GUEST_SOURCES
    keccak/keccak.cpp
    programs/fibonacci/fibonacci.cpp
    programs/keccak/keccak.cpp
    programs/sort/sort.cpp)
# Every program: function zk::guest::NAME declared in programs/NAME/NAME.hpp.
set(ZK_GUEST_PROGRAMS fibonacci keccak sort)
