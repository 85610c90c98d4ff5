#include "apps/blocks/stored_block.hpp"

#include "apps/witness/compression.hpp"
#include "base/hex.hpp"

#include <array>
#include <string>

namespace zk::apps {

const char* const kUncertainHintsAdvice =
    "; its compression hints were computed with a zstd other than 1.5.7, which is the likely cause: ingest its blocks "
    "again with --compression-infos FILE";

Result<StoredBlock> load_block(const io::BlockRow& row, const io::DataFolder& data) {
    const std::string name = "block " + std::to_string(row.number);
    if (row.witness_path.empty()) return fail(name, "", "a witness: ingest it");
    const auto path = data.resolve(row.witness_path);
    if (!path) return tl::unexpected(path.error());
    const auto file = io::read_block_file(*path);
    if (!file) return tl::unexpected(file.error());
    auto block = parse_block_bytes(name, file->witness, file->extra);
    if (!block) return tl::unexpected(block.error());
    if (block->number != row.number || to_hex(block->hash) != row.hash) {
        return fail(name, "", "the witness of " + row.hash, to_hex(block->hash));
    }
    if (!file->hints.empty()) {
        auto infos =
            witness::parse_compression_infos({reinterpret_cast<const char*>(file->hints.data()), file->hints.size()});
        if (!infos) return tl::unexpected(infos.error());
        const auto applied = witness::apply_compression_infos(*block, std::span(&*infos, 1));
        if (!applied) return tl::unexpected(applied.error());
    }
    return StoredBlock{std::move(*block), file->hints_uncertain};
}

io::BlockFile make_stored_file(const BlockFile& file, const io::BlockRow& row, witness::HintSource source) {
    io::BlockFile out{
        .number = row.number, .hash = row.hash, .fork = row.fork, .witness = file.witness, .extra = file.extra};
    if (source != witness::HintSource::kNotNeeded && source != witness::HintSource::kWitness) {
        const std::string text =
            "{\"" + std::to_string(row.number) + "\": " + witness::block_infos_json(file.block) + "}";
        out.hints.assign(text.begin(), text.end());
        out.hints_uncertain = source == witness::HintSource::kComputed && !witness::compression_warning().empty();
    }
    return out;
}

}  // namespace zk::apps
