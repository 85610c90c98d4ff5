#include "mpi/messages/messages.hpp"

#include <gtest/gtest.h>

#include <random>

namespace zk::mpi {
namespace {

Answer sample() {
    Answer answer;
    answer.order = 0x1122334455667788;
    answer.good = 1;
    answer.error = "a text";
    answer.milliseconds = 99;
    answer.n_segments = 7;
    return answer;
}

TEST(Messages, RoundTrip) {
    const auto answer = decode<Answer>(encode(sample()));
    ASSERT_TRUE(answer) << answer.error().message();
    EXPECT_EQ(answer->order, 0x1122334455667788u);
    EXPECT_EQ(answer->good, 1);
    EXPECT_EQ(answer->error, "a text");
    EXPECT_EQ(answer->milliseconds, 99u);
    EXPECT_EQ(answer->n_segments, 7u);
    const auto hello = decode<Hello>(encode(Hello{"v1", "", 12}));
    EXPECT_EQ(hello->version, "v1");
    EXPECT_EQ(hello->host, "");
    EXPECT_EQ(hello->pid, 12u);
    const auto bye = decode<Bye>(encode(Bye{-3, "so"}));
    EXPECT_EQ(bye->exit_code, -3);
    EXPECT_EQ(kind_of(encode(DropTask{5})).value(), Kind::kDropTask);
}

TEST(Messages, LongTextsAreCut) {
    const auto hello = decode<Hello>(encode(Hello{std::string(200'000, 'x'), "h", 1}));
    ASSERT_TRUE(hello) << hello.error().message();
    EXPECT_EQ(hello->version.size(), kMaxTextBytes);
    EXPECT_EQ(hello->host, "h");
}

TEST(Messages, EveryTruncationAndAnyTrailingByteIsRefused) {
    const Bytes head = encode(sample());
    for (std::size_t size = 0; size < head.size(); ++size) {
        EXPECT_FALSE(decode<Answer>(ByteView{head}.first(size))) << size;
    }
    Bytes longer = head;
    longer.push_back(0);
    EXPECT_FALSE(decode<Answer>(longer));
}

TEST(Messages, WrongMagicVersionAndKindAreNamed) {
    Bytes head = encode(sample());
    EXPECT_EQ(decode<Order>(head).error().got, "answer");
    head[0] ^= 1;
    EXPECT_EQ(decode<Answer>(head).error().where, "magic");
    head[0] ^= 1;
    head[4] = kMessageVersion + 1;
    EXPECT_EQ(decode<Answer>(head).error().where, "version");
    head[4] = kMessageVersion;
    head[6] = 0;
    EXPECT_EQ(decode<Answer>(head).error().where, "kind");
    head[6] = 200;
    EXPECT_EQ(kind_of(head).error().got, "200");
}

TEST(Messages, ALengthThatLiesIsRefusedBeforeItIsAllocated) {
    Bytes head = encode(Hello{"abc", "h", 1});
    // The version's length follows the envelope.
    store_u32le(head.data() + 8, 0xffffffff);
    const auto hello = decode<Hello>(head);
    ASSERT_FALSE(hello);
    EXPECT_NE(hello.error().message().find("4294967295"), std::string::npos) << hello.error().message();
}

TEST(Messages, RandomBytesNeverDoHarm) {
    constexpr unsigned kSeed = 20260101;
    std::mt19937 random{kSeed};
    int n_refused = 0;
    for (int round = 0; round < 20'000; ++round) {
        Bytes head = encode(sample());
        for (int i = 0; i < 3; ++i) head[random() % head.size()] = static_cast<std::uint8_t>(random());
        const auto answer = decode<Answer>(head);
        if (!answer) {
            ++n_refused;
            EXPECT_FALSE(answer.error().message().empty());
        }
    }
    EXPECT_GT(n_refused, 1'000) << "seed " << kSeed;
}

}  // namespace
}  // namespace zk::mpi
