#include "guest/stateless/authorities.hpp"

#include "guest/crypto/secp256k1.hpp"

namespace zk::guest {
namespace {

/// Half the order of secp256k1, rounded down: EIP-2's bound on s.
constexpr Word kHalfOrder = {0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
                             0xff, 0xff, 0xff, 0xff, 0xff, 0x5d, 0x57, 0x6e, 0x73, 0x57, 0xa4,
                             0x50, 0x1d, 0xdf, 0xe9, 0x2f, 0x46, 0x68, 0x1b, 0x20, 0xa0};

}  // namespace

std::vector<std::optional<Address>> recover_authorities(const std::vector<Authorization>& list) {
    std::vector<std::optional<Address>> authorities;
    authorities.reserve(list.size());
    for (const Authorization& a : list) {
        const bool is_low = a.s <= kHalfOrder;
        authorities.push_back(is_low ? recover_address(authorization_digest(a), a.y_parity, a.r, a.s) : std::nullopt);
    }
    return authorities;
}

}  // namespace zk::guest
