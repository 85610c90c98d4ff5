#pragma once

/// Functions of the vector lanes: always inlined, so that none exists outside the file that uses it.
#define ZK_LANE [[gnu::always_inline]] inline
