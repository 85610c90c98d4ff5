#include "io/hdf5/file.hpp"

#include "io/files/atomic_file.hpp"

#include <gtest/gtest.h>

#include "tests/support/temporary_folder.hpp"

#include <chrono>
#include <random>
#include <thread>

namespace zk::io {
namespace {

Bytes random_bytes(std::size_t count, unsigned seed) {
    std::mt19937 random{seed};
    Bytes bytes(count);
    for (auto& byte : bytes) byte = static_cast<std::uint8_t>(random());
    return bytes;
}

Bytes sample_image(const Bytes& data, const std::vector<std::uint64_t>& numbers) {
    Hdf5Builder builder;
    builder.set_text("name", "a text");
    builder.set_number("count", 77);
    builder.add_bytes("deep/er/data", data);
    builder.add_bytes("empty", {});
    builder.add_numbers("numbers", numbers);
    return builder.finish();
}

TEST(Hdf5File, RoundTrips) {
    const test::TemporaryFolder folder;
    const Bytes data = random_bytes((3u << 20) + 5, 1);
    const std::vector<std::uint64_t> numbers{0, 1, ~std::uint64_t{0}};
    write_atomic(folder.path() / "f.h5", sample_image(data, numbers));
    const auto reader = Hdf5Reader::open(folder.path() / "f.h5");
    ASSERT_TRUE(reader) << reader.error().message();
    EXPECT_EQ(reader->bytes("deep/er/data", data.size()).value(), data);
    EXPECT_TRUE(reader->bytes("empty", 0).value().empty());
    EXPECT_EQ(reader->numbers("numbers", 3).value(), numbers);
    EXPECT_EQ(reader->text("name").value(), "a text");
    EXPECT_EQ(reader->number("count").value(), 77u);
}

TEST(Hdf5File, SameContentSameBytes) {
    const Bytes data = random_bytes(1000, 2);
    const Bytes image = sample_image(data, {1, 2});
    // HDF5 keeps times in whole seconds where it is not told otherwise.
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    EXPECT_EQ(sample_image(data, {1, 2}), image);
}

TEST(Hdf5File, RefusesWhatIsNotThereTooLongOrOfAnotherType) {
    const test::TemporaryFolder folder;
    write_atomic(folder.path() / "f.h5", sample_image(Bytes(10), {1, 2}));
    const auto reader = Hdf5Reader::open(folder.path() / "f.h5");
    ASSERT_TRUE(reader);
    EXPECT_EQ(reader->bytes("none", 10).error().where, "dataset none");
    EXPECT_EQ(reader->bytes("deep/er/data", 9).error().got, "10");
    EXPECT_EQ(reader->bytes("numbers", 100).error().got, "another type");
    EXPECT_EQ(reader->numbers("deep/er/data", 100).error().got, "another type");
    EXPECT_EQ(reader->bytes("deep", 100).error().where, "dataset deep");
    EXPECT_EQ(reader->text("count").error().got, "another type");
    EXPECT_EQ(reader->number("name").error().got, "another type");
    EXPECT_EQ(reader->text("none").error().where, "attribute none");
}

TEST(Hdf5File, RefusesTruncatedAndForeignFiles) {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "f.h5";
    const Bytes image = sample_image(random_bytes(5000, 3), {4});
    EXPECT_FALSE(Hdf5Reader::open(path));
    for (const std::size_t size :
         {std::size_t{0}, std::size_t{7}, std::size_t{48}, image.size() / 2, image.size() - 1}) {
        write_atomic(path, ByteView{image}.first(size));
        EXPECT_FALSE(Hdf5Reader::open(path)) << size;
    }
    write_atomic(path, random_bytes(5000, 4));
    EXPECT_FALSE(Hdf5Reader::open(path));
}

// Every other byte of a small file altered in turn: the reader answers with an error or with the right content, and never crashes.
TEST(Hdf5File, AlteredBytesAreFoundOrHarmless) {
    const test::TemporaryFolder folder;
    const auto path = folder.path() / "f.h5";
    const Bytes data = random_bytes(600, 5);
    const std::vector<std::uint64_t> numbers{9, 8};
    Bytes image = sample_image(data, numbers);
    std::size_t n_found = 0;
    for (std::size_t at = 0; at < image.size(); at += 2) {
        const std::uint8_t good = image[at];
        image[at] = static_cast<std::uint8_t>(good ^ (1u << (at % 8)));
        {
            // Not write_atomic: thousands of fsyncs prove nothing here.
            FILE* const out = std::fopen(path.c_str(), "wb");
            ASSERT_NE(out, nullptr);
            ASSERT_EQ(std::fwrite(image.data(), 1, image.size(), out), image.size());
            std::fclose(out);
        }
        image[at] = good;
        const auto reader = Hdf5Reader::open(path);
        if (!reader) {
            ++n_found;
            continue;
        }
        const auto read_data = reader->bytes("deep/er/data", 1u << 20);
        const auto read_numbers = reader->numbers("numbers", 1u << 20);
        const auto read_text = reader->text("name");
        const auto read_number = reader->number("count");
        if (!read_data || !read_numbers || !read_text || !read_number) {
            ++n_found;
            continue;
        }
        EXPECT_EQ(*read_data, data) << "altered at " << at;
        EXPECT_EQ(*read_numbers, numbers) << "altered at " << at;
        EXPECT_EQ(*read_text, "a text") << "altered at " << at;
        EXPECT_EQ(*read_number, 77u) << "altered at " << at;
    }
    EXPECT_GT(n_found, 300u) << "each data byte is covered by a checksum";
}

}  // namespace
}  // namespace zk::io
