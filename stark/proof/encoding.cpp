#include "stark/proof/encoding.hpp"

namespace zk::stark {
namespace {

constexpr std::uint32_t kMagic = 0x5053'4b5a;  // "ZKSP"
constexpr std::size_t kHeaderWords = 4;

/// Walks all messages of a proof in order; `Visitor` writes, reads or counts. The one place that knows the order and the lengths.
template <class Visitor, class ProofRef>
void visit(Visitor& v, ProofRef& proof, const Geometry& g, const Preset& preset) {
    const auto cap_size = [](int log_leaves) { return std::size_t{1} << Geometry::cap_depth(log_leaves); };
    v.digests(proof.segment_cap, cap_size(g.log_codeword() - g.log_leaf));
    v.word(proof.logup_nonce);
    v.ext_array(proof.gkr_root);
    v.list(proof.gkr_layers, static_cast<std::size_t>(g.gkr_depth), [&](auto& layer, std::size_t k) {
        v.list(layer.rounds, k, [&](auto& round, std::size_t) { v.ext_array(round); });
        v.ext_array(layer.claims);
    });
    v.exts(proof.skip_message, kSkipCoefficients);
    v.list(
        proof.zerocheck_rounds,
        static_cast<std::size_t>(g.log_max_height - kLogSkip),
        [&](auto& round, std::size_t) { v.ext_array(round); }
    );
    v.exts(proof.openings, g.n_openings());
    const int n_stack_rounds = g.column_bits + g.log_stack;
    v.list(proof.stack_rounds, static_cast<std::size_t>(n_stack_rounds), [&](auto& round, std::size_t) {
        v.ext_array(round);
    });
    std::size_t n_nonces = 0;
    for (int i = 0; i < n_stack_rounds; ++i) n_nonces += stack_round_grinding(preset, g, i) > 0 ? 1 : 0;
    v.list(proof.stack_nonces, n_nonces, [&](auto& nonce, std::size_t) { v.word(nonce); });
    const bool has_program = g.n_program_columns != 0;
    v.digests(proof.program_cap, has_program ? cap_size(g.log_codeword() - g.log_program_leaf) : 0);
    int log_positions = g.log_codeword() - g.log_leaf;
    v.list(proof.fold_caps, g.fold_groups.size(), [&](auto& cap, std::size_t i) {
        log_positions -= g.fold_groups[i];
        v.digests(cap, cap_size(log_positions));
    });
    v.exts(proof.final_message, std::size_t{1} << kLogFinalMessage);
    v.word(proof.query_nonce);
    v.list(proof.queries, static_cast<std::size_t>(preset.n_queries), [&](auto& query, std::size_t) {
        const auto opening = [&](auto& leaf, std::size_t n_values, int log_leaves) {
            v.felts(leaf.values, n_values);
            v.digests(leaf.path, static_cast<std::size_t>(log_leaves - Geometry::cap_depth(log_leaves)));
        };
        opening(query.segment, std::size_t{g.segment_width} << g.log_leaf, g.log_codeword() - g.log_leaf);
        if (has_program) {
            opening(
                query.program, std::size_t{g.program_width} << g.log_program_leaf, g.log_codeword() - g.log_program_leaf
            );
        }
        int positions = g.log_codeword() - g.log_leaf;
        v.list(query.folds, g.fold_groups.size(), [&](auto& fold, std::size_t i) {
            positions -= g.fold_groups[i];
            opening(fold, std::size_t{FeltExt::kDegree} << g.fold_groups[i], positions);
        });
    });
}

struct Writer {
    Bytes& out;

    void word(std::uint32_t x) {
        out.resize(out.size() + 4);
        store_u32le(out.data() + out.size() - 4, x);
    }
    void felt(Felt x) { word(x.value()); }
    void ext(const FeltExt& x) {
        for (const Felt c : x.c) felt(c);
    }
    template <class Array>
    void ext_array(const Array& values) {
        for (const FeltExt& x : values) ext(x);
    }
    void exts(const std::vector<FeltExt>& values, std::size_t) { ext_array(values); }
    void felts(const std::vector<Felt>& values, std::size_t) {
        for (const Felt x : values) felt(x);
    }
    void digests(const std::vector<Digest>& values, std::size_t) {
        for (const Digest& digest : values) {
            for (const Felt x : digest.words) felt(x);
        }
    }
    template <class T, class F>
    void list(const std::vector<T>& items, std::size_t, F&& each) {
        for (std::size_t i = 0; i < items.size(); ++i) each(items[i], i);
    }
};

/// Counts words without touching the proof.
struct Counter {
    std::uint64_t words = 0;

    void word(std::uint32_t&) { ++words; }
    template <class Array>
    void ext_array(Array& values) {
        words += values.size() * FeltExt::kDegree;
    }
    void exts(std::vector<FeltExt>&, std::size_t n) { words += n * FeltExt::kDegree; }
    void felts(std::vector<Felt>&, std::size_t n) { words += n; }
    void digests(std::vector<Digest>&, std::size_t n) { words += n * 8; }
    template <class T, class F>
    void list(std::vector<T>&, std::size_t n, F&& each) {
        T item{};
        for (std::size_t i = 0; i < n; ++i) each(item, i);
    }
};

/// Reads from bytes whose length was already compared; remembers the first word that is not below p.
struct Reader {
    ByteView bytes;
    std::size_t at;
    std::uint64_t bad_offset = 0;
    std::uint32_t bad_word = 0;
    bool bad = false;

    std::uint32_t next() {
        const std::uint32_t x = load_u32le(bytes.data() + at);
        if (x >= Felt::kModulus && !bad) {
            bad = true;
            bad_offset = at;
            bad_word = x;
        }
        at += 4;
        return x;
    }
    void word(std::uint32_t& x) { x = next(); }
    void felt(Felt& x) { x = Felt(next()); }
    void ext(FeltExt& x) {
        for (Felt& c : x.c) felt(c);
    }
    template <class Array>
    void ext_array(Array& values) {
        for (FeltExt& x : values) ext(x);
    }
    void exts(std::vector<FeltExt>& values, std::size_t n) {
        values.resize(n);
        ext_array(values);
    }
    void felts(std::vector<Felt>& values, std::size_t n) {
        values.resize(n);
        for (Felt& x : values) felt(x);
    }
    void digests(std::vector<Digest>& values, std::size_t n) {
        values.resize(n);
        for (Digest& digest : values) {
            for (Felt& x : digest.words) felt(x);
        }
    }
    template <class T, class F>
    void list(std::vector<T>& items, std::size_t n, F&& each) {
        items.resize(n);
        for (std::size_t i = 0; i < n; ++i) each(items[i], i);
    }
};

tl::unexpected<DecodeError> refuse(
    DecodeError::Kind kind, std::uint64_t offset, std::uint64_t expected, std::uint64_t got
) {
    return tl::unexpected<DecodeError>(DecodeError{kind, offset, expected, got});
}

}  // namespace

const char* DecodeError::what() const noexcept {
    switch (kind) {
        case Kind::kMagic:
            return "not a segment proof (magic)";
        case Kind::kVersion:
            return "proof version";
        case Kind::kPreset:
            return "proof preset";
        case Kind::kShape:
            return "proof shape";
        case Kind::kLength:
            return "proof length";
        case Kind::kNotCanonical:
            return "field element not below p";
    }
    return "proof";
}

int stack_round_grinding(const Preset& preset, const Geometry& geometry, int round) {
    if (round < geometry.column_bits) return column_grinding(preset, geometry.log_stack);
    const int fold = round - geometry.column_bits;
    return fold < geometry.n_folds() ? fold_grinding(preset, geometry.log_stack, fold) : 0;
}

std::uint64_t encoded_size(const Geometry& geometry, const Preset& preset) {
    Counter counter;
    Proof none;
    visit(counter, none, geometry, preset);
    return 4 * (kHeaderWords + 2 * geometry.instances.size() + counter.words);
}

Bytes encode_proof(const Proof& proof, const Geometry& geometry) {
    const Preset& preset = *find_preset(proof.preset_id);
    Bytes bytes;
    bytes.reserve(encoded_size(geometry, preset));
    Writer writer{bytes};
    writer.word(kMagic);
    writer.word(kProtocolVersion);
    writer.word(proof.preset_id);
    writer.word(static_cast<std::uint32_t>(proof.shape.size()));
    for (const Instance& instance : proof.shape) {
        writer.word(instance.table);
        writer.word(instance.log_height);
    }
    visit(writer, proof, geometry, preset);
    return bytes;
}

tl::expected<Proof, DecodeError> decode_proof(
    ByteView bytes, const Machine& machine, const Preset& preset, const VerifyingKey& key, std::size_t n_boundary_terms
) {
    using Kind = DecodeError::Kind;
    if (bytes.size() < 4 * kHeaderWords) return refuse(Kind::kLength, 0, 4 * kHeaderWords, bytes.size());
    const auto header = [&](std::size_t i) { return load_u32le(bytes.data() + 4 * i); };
    if (header(0) != kMagic) return refuse(Kind::kMagic, 0, kMagic, header(0));
    if (header(1) != kProtocolVersion) return refuse(Kind::kVersion, 4, kProtocolVersion, header(1));
    if (header(2) != preset.id) return refuse(Kind::kPreset, 8, preset.id, header(2));
    const std::size_t n_instances = header(3);
    if (n_instances > 2 * machine.tables().size())
        return refuse(Kind::kShape, 12, 2 * machine.tables().size(), n_instances);
    const std::size_t shape_end = 4 * (kHeaderWords + 2 * n_instances);
    if (bytes.size() < shape_end) return refuse(Kind::kLength, 16, shape_end, bytes.size());

    Proof proof;
    proof.preset_id = preset.id;
    proof.shape.resize(n_instances);
    for (std::size_t i = 0; i < n_instances; ++i)
        proof.shape[i] = {header(kHeaderWords + 2 * i), header(kHeaderWords + 2 * i + 1)};
    Geometry geometry;
    const ShapeError error = derive_geometry(geometry, machine, key, proof.shape, n_boundary_terms);
    if (error != ShapeError::kNone) return refuse(Kind::kShape, 16, 0, static_cast<std::uint64_t>(error));
    const std::uint64_t size = encoded_size(geometry, preset);
    if (bytes.size() != size) return refuse(Kind::kLength, shape_end, size, bytes.size());
    Reader reader{bytes, shape_end};
    visit(reader, proof, geometry, preset);
    if (reader.bad) return refuse(Kind::kNotCanonical, reader.bad_offset, Felt::kModulus - 1, reader.bad_word);
    return proof;
}

}  // namespace zk::stark
