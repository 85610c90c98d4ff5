# The one source list: compiled natively into zk::guest and for riscv32 into every image.
set(ZK_GUEST_SOURCES
    refusal.cpp
    keccak/keccak.cpp
    crypto/sha256.cpp
    crypto/secp256k1.cpp
    crypto/p256.cpp
    crypto/bn254.cpp
    crypto/modexp.cpp
    crypto/ripemd160.cpp
    crypto/blake2.cpp
    precompiles/bn254.cpp
    precompiles/precompiles.cpp
    math/u256.cpp
    rlp/reader.cpp
    rlp/writer.cpp
    trie/trie_root.cpp
    trie/arena.cpp
    trie/node_store.cpp
    trie/trie_node.cpp
    trie/partial_trie.cpp
    fork/fork.cpp
    evm/evm.cpp
    evm/interpreter.cpp
    evm/rules.cpp
    evm/transaction_execution.cpp
    state/state.cpp
    state/witness_state.cpp
    block/header.cpp
    block/transaction.cpp
    chunk/chunk_input.cpp
    chunk/block_summary.cpp
    programs/fibonacci/fibonacci.cpp
    programs/keccak/keccak.cpp
    programs/sort/sort.cpp
    programs/headers/headers.cpp)
# Every program: function zk::guest::NAME declared in programs/NAME/NAME.hpp.
set(ZK_GUEST_PROGRAMS fibonacci keccak sort headers)
