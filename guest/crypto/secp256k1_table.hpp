#pragma once
// Odd multiples of secp256k1's generator: entry i is (2 i + 1) G. secp256k1_test.cpp recomputes them.

#include "guest/crypto/secp256k1.hpp"

namespace zk::guest::crypto {

inline constexpr int kGeneratorWidth = 7;

namespace detail {
consteval AffinePoint<Secp256k1::Field> multiple(const char* x, const char* y) {
    return {Secp256k1::Field::from_integer(limbs_from_hex<8>(x)), Secp256k1::Field::from_integer(limbs_from_hex<8>(y))};
}
}  // namespace detail

// clang-format off
inline constexpr std::array<AffinePoint<Secp256k1::Field>, 1 << (kGeneratorWidth - 2)> kGeneratorMultiples = {
    detail::multiple("79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798",
                     "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"),
    detail::multiple("f9308a019258c31049344f85f89d5229b531c845836f99b08601f113bce036f9",
                     "388f7b0f632de8140fe337e62a37f3566500a99934c2231b6cb9fd7584b8e672"),
    detail::multiple("2f8bde4d1a07209355b4a7250a5c5128e88b84bddc619ab7cba8d569b240efe4",
                     "d8ac222636e5e3d6d4dba9dda6c9c426f788271bab0d6840dca87d3aa6ac62d6"),
    detail::multiple("5cbdf0646e5db4eaa398f365f2ea7a0e3d419b7e0330e39ce92bddedcac4f9bc",
                     "6aebca40ba255960a3178d6d861a54dba813d0b813fde7b5a5082628087264da"),
    detail::multiple("acd484e2f0c7f65309ad178a9f559abde09796974c57e714c35f110dfc27ccbe",
                     "cc338921b0a7d9fd64380971763b61e9add888a4375f8e0f05cc262ac64f9c37"),
    detail::multiple("774ae7f858a9411e5ef4246b70c65aac5649980be5c17891bbec17895da008cb",
                     "d984a032eb6b5e190243dd56d7b7b365372db1e2dff9d6a8301d74c9c953c61b"),
    detail::multiple("f28773c2d975288bc7d1d205c3748651b075fbc6610e58cddeeddf8f19405aa8",
                     "0ab0902e8d880a89758212eb65cdaf473a1a06da521fa91f29b5cb52db03ed81"),
    detail::multiple("d7924d4f7d43ea965a465ae3095ff41131e5946f3c85f79e44adbcf8e27e080e",
                     "581e2872a86c72a683842ec228cc6defea40af2bd896d3a5c504dc9ff6a26b58"),
    detail::multiple("defdea4cdb677750a420fee807eacf21eb9898ae79b9768766e4faa04a2d4a34",
                     "4211ab0694635168e997b0ead2a93daeced1f4a04a95c0f6cfb199f69e56eb77"),
    detail::multiple("2b4ea0a797a443d293ef5cff444f4979f06acfebd7e86d277475656138385b6c",
                     "85e89bc037945d93b343083b5a1c86131a01f60c50269763b570c854e5c09b7a"),
    detail::multiple("352bbf4a4cdd12564f93fa332ce333301d9ad40271f8107181340aef25be59d5",
                     "321eb4075348f534d59c18259dda3e1f4a1b3b2e71b1039c67bd3d8bcf81998c"),
    detail::multiple("2fa2104d6b38d11b0230010559879124e42ab8dfeff5ff29dc9cdadd4ecacc3f",
                     "02de1068295dd865b64569335bd5dd80181d70ecfc882648423ba76b532b7d67"),
    detail::multiple("9248279b09b4d68dab21a9b066edda83263c3d84e09572e269ca0cd7f5453714",
                     "73016f7bf234aade5d1aa71bdea2b1ff3fc0de2a887912ffe54a32ce97cb3402"),
    detail::multiple("daed4f2be3a8bf278e70132fb0beb7522f570e144bf615c07e996d443dee8729",
                     "a69dce4a7d6c98e8d4a1aca87ef8d7003f83c230f3afa726ab40e52290be1c55"),
    detail::multiple("c44d12c7065d812e8acf28d7cbb19f9011ecd9e9fdf281b0e6a3b5e87d22e7db",
                     "2119a460ce326cdc76c45926c982fdac0e106e861edf61c5a039063f0e0e6482"),
    detail::multiple("6a245bf6dc698504c89a20cfded60853152b695336c28063b61c65cbd269e6b4",
                     "e022cf42c2bd4a708b3f5126f16a24ad8b33ba48d0423b6efd5e6348100d8a82"),
    detail::multiple("1697ffa6fd9de627c077e3d2fe541084ce13300b0bec1146f95ae57f0d0bd6a5",
                     "b9c398f186806f5d27561506e4557433a2cf15009e498ae7adee9d63d01b2396"),
    detail::multiple("605bdb019981718b986d0f07e834cb0d9deb8360ffb7f61df982345ef27a7479",
                     "02972d2de4f8d20681a78d93ec96fe23c26bfae84fb14db43b01e1e9056b8c49"),
    detail::multiple("62d14dab4150bf497402fdc45a215e10dcb01c354959b10cfe31c7e9d87ff33d",
                     "80fc06bd8cc5b01098088a1950eed0db01aa132967ab472235f5642483b25eaf"),
    detail::multiple("80c60ad0040f27dade5b4b06c408e56b2c50e9f56b9b8b425e555c2f86308b6f",
                     "1c38303f1cc5c30f26e66bad7fe72f70a65eed4cbe7024eb1aa01f56430bd57a"),
    detail::multiple("7a9375ad6167ad54aa74c6348cc54d344cc5dc9487d847049d5eabb0fa03c8fb",
                     "0d0e3fa9eca8726909559e0d79269046bdc59ea10c70ce2b02d499ec224dc7f7"),
    detail::multiple("d528ecd9b696b54c907a9ed045447a79bb408ec39b68df504bb51f459bc3ffc9",
                     "eecf41253136e5f99966f21881fd656ebc4345405c520dbc063465b521409933"),
    detail::multiple("049370a4b5f43412ea25f514e8ecdad05266115e4a7ecb1387231808f8b45963",
                     "758f3f41afd6ed428b3081b0512fd62a54c3f3afbb5b6764b653052a12949c9a"),
    detail::multiple("77f230936ee88cbbd73df930d64702ef881d811e0e1498e2f1c13eb1fc345d74",
                     "958ef42a7886b6400a08266e9ba1b37896c95330d97077cbbe8eb3c7671c60d6"),
    detail::multiple("f2dac991cc4ce4b9ea44887e5c7c0bce58c80074ab9d4dbaeb28531b7739f530",
                     "e0dedc9b3b2f8dad4da1f32dec2531df9eb5fbeb0598e4fd1a117dba703a3c37"),
    detail::multiple("463b3d9f662621fb1b4be8fbbe2520125a216cdfc9dae3debcba4850c690d45b",
                     "5ed430d78c296c3543114306dd8622d7c622e27c970a1de31cb377b01af7307e"),
    detail::multiple("f16f804244e46e2a09232d4aff3b59976b98fac14328a2d1a32496b49998f247",
                     "cedabd9b82203f7e13d206fcdf4e33d92a6c53c26e5cce26d6579962c4e31df6"),
    detail::multiple("caf754272dc84563b0352b7a14311af55d245315ace27c65369e15f7151d41d1",
                     "cb474660ef35f5f2a41b643fa5e460575f4fa9b7962232a5c32f908318a04476"),
    detail::multiple("2600ca4b282cb986f85d0f1709979d8b44a09c07cb86d7c124497bc86f082120",
                     "4119b88753c15bd6a693b03fcddbb45d5ac6be74ab5f0ef44b0be9475a7e4b40"),
    detail::multiple("7635ca72d7e8432c338ec53cd12220bc01c48685e24f7dc8c602a7746998e435",
                     "091b649609489d613d1d5e590f78e6d74ecfc061d57048bad9e76f302c5b9c61"),
    detail::multiple("754e3239f325570cdbbf4a87deee8a66b7f2b33479d468fbc1a50743bf56cc18",
                     "0673fb86e5bda30fb3cd0ed304ea49a023ee33d0197a695d0c5d98093c536683"),
    detail::multiple("e3e6bd1071a1e96aff57859c82d570f0330800661d1c952f9fe2694691d9b9e8",
                     "59c9e0bba394e76f40c0aa58379a3cb6a5a2283993e90c4167002af4920e37f5"),
};
// clang-format on

}  // namespace zk::guest::crypto
