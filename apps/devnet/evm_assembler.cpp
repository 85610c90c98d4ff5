#include "apps/devnet/evm_assembler.hpp"

#include "guest/keccak/keccak.hpp"

#include <array>

namespace zk::devnet {
namespace {

using guest::Op;

constexpr std::uint8_t kPush1 = 0x60;
constexpr std::uint8_t kPush2 = 0x61;

}  // namespace

EvmAssembler& EvmAssembler::raw(ByteView bytes) {
    code_.insert(code_.end(), bytes.begin(), bytes.end());
    return *this;
}

void EvmAssembler::add(const guest::U256& value) {
    if (value.is_zero()) return add(Op::kPush0);
    const guest::Word word = value.to_word();
    const auto n_bytes = static_cast<std::size_t>((value.bit_length() + 7) / 8);
    code_.push_back(static_cast<std::uint8_t>(kPush1 + n_bytes - 1));
    raw(ByteView(word).last(n_bytes));
}

void EvmAssembler::add(Label label) {
    code_.push_back(kPush2);
    uses_.push_back({code_.size(), label.index});
    code_.resize(code_.size() + 2);
}

void EvmAssembler::add(Here here) {
    places_[here.label.index] = code_.size();
    add(Op::kJumpdest);
}

Bytes EvmAssembler::take() {
    for (const Use& use : uses_) {
        code_[use.at] = static_cast<std::uint8_t>(places_[use.label] >> 8);
        code_[use.at + 1] = static_cast<std::uint8_t>(places_[use.label]);
    }
    return std::move(code_);
}

Bytes initcode(ByteView constructor, ByteView runtime) {
    // The epilogue's own length is part of where the runtime begins.
    const auto epilogue = [&](std::size_t begin) {
        return EvmAssembler()(runtime.size(), begin, 0, Op::kCodecopy, runtime.size(), 0, Op::kReturn).take();
    };
    std::size_t begin = constructor.size();
    while (constructor.size() + epilogue(begin).size() != begin) begin = constructor.size() + epilogue(begin).size();
    return EvmAssembler().raw(constructor).raw(epilogue(begin)).raw(runtime).take();
}

std::uint32_t selector(std::string_view signature) {
    const guest::Hash hash =
        guest::keccak256({reinterpret_cast<const std::uint8_t*>(signature.data()), signature.size()});
    return std::uint32_t{hash[0]} << 24 | std::uint32_t{hash[1]} << 16 | std::uint32_t{hash[2]} << 8 | hash[3];
}

Bytes words_data(const std::vector<guest::U256>& words) {
    Bytes out;
    for (const guest::U256& word : words) {
        const guest::Word bytes = word.to_word();
        out.insert(out.end(), bytes.begin(), bytes.end());
    }
    return out;
}

Bytes call_data(std::uint32_t selector, const std::vector<guest::U256>& words) {
    Bytes out;
    for (int shift = 24; shift >= 0; shift -= 8) out.push_back(static_cast<std::uint8_t>(selector >> shift));
    const Bytes arguments = words_data(words);
    out.insert(out.end(), arguments.begin(), arguments.end());
    return out;
}

}  // namespace zk::devnet
