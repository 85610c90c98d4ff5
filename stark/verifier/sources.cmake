# What the verifier needs and nothing else; the guest compiles the same list.
set(ZK_STARK_VERIFIER_SOURCES
    key/verifying_key.cpp
    proof/encoding.cpp
    proof/geometry.cpp
    proof/multilinear.cpp
    proof/stack_claims.cpp
    transcript/preamble.cpp
    verifier/gkr.cpp
    verifier/opening.cpp
    verifier/verifier.cpp
    verifier/zerocheck.cpp)
