#include "apps/cli/settings.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace zk::apps {
namespace {

std::string refusal(const std::string& json) {
    Settings settings;
    const auto done = apply_configuration(settings, json, "test.json");
    return done ? "" : done.error().message();
}

TEST(Settings, TheFileThatShipsIsTheDefaults) {
    const std::ifstream file("configs/zkprove.json");
    ASSERT_TRUE(file);
    std::ostringstream text;
    text << file.rdbuf();
    Settings settings;
    settings.threads = 77;
    const auto done = apply_configuration(settings, text.str(), "configs/zkprove.json");
    ASSERT_TRUE(done) << done.error().message();
    EXPECT_EQ(to_json(settings), to_json(Settings{})) << "and every key of it is known";
}

TEST(Settings, KeysSetWhatTheyName) {
    Settings settings;
    ASSERT_TRUE(apply_configuration(
        settings, R"({"preset": "toy", "run": {"lease_ms": 60000}, "segments": {"max_cycles": 65536}})", "t"
    ));
    EXPECT_EQ(settings.preset, "toy");
    EXPECT_EQ(settings.run.lease_ms, 60'000u);
    EXPECT_EQ(settings.run.heartbeat_ms, 5'000u) << "what is not named stays";
    EXPECT_EQ(settings.segments.max_cycles, 65'536u);
}

TEST(Settings, UnknownKeysAreNamed) {
    EXPECT_NE(refusal(R"({"presett": "toy"})").find("presett"), std::string::npos);
    EXPECT_NE(refusal(R"({"run": {"lease": 1}})").find("run.lease"), std::string::npos);
    EXPECT_NE(refusal(R"({"run.lease_ms": {"x": 1}})"), "");
}

TEST(Settings, WrongTypesAndRangesAreNamed) {
    EXPECT_NE(refusal(R"({"threads": "4"})").find("threads"), std::string::npos);
    EXPECT_NE(refusal(R"({"threads": -1})").find("threads"), std::string::npos);
    EXPECT_NE(refusal(R"({"threads": 1.5})").find("threads"), std::string::npos);
    EXPECT_NE(refusal(R"({"run": 5})").find("run"), std::string::npos);
    EXPECT_NE(refusal(R"({"segments": {"max_cycles": 8}})").find("segments.max_cycles"), std::string::npos);
    EXPECT_NE(refusal(R"({"segments": {"max_cycles": 16777217}})").find("segments.max_cycles"), std::string::npos);
    EXPECT_NE(refusal(R"({"preset": "standard-127"})").find("standard-127"), std::string::npos);
    EXPECT_NE(refusal(R"({"run": {"lease_ms": 9000}})").find("run.lease_ms"), std::string::npos)
        << "less than two heartbeats";
    EXPECT_NE(refusal(R"({"data": ""})").find("data"), std::string::npos);
}

TEST(Settings, BrokenTextIsRefused) {
    EXPECT_NE(refusal(""), "");
    EXPECT_NE(refusal("{"), "");
    EXPECT_NE(refusal("[]"), "");
    EXPECT_NE(refusal(R"({"threads": 1, "threads": 2})").find("twice"), std::string::npos);
    EXPECT_EQ(refusal("{} // a comment"), "");
}

TEST(Settings, FlagsWinOverTheEnvironmentAndTheFile) {
    const std::string path = ::testing::TempDir() + "settings_test.json";
    std::ofstream(path) << R"({"data": "from-file", "threads": 3})";
    CommonFlags flags;
    flags.config = path;
    ::setenv("ZKPROVE_DATA", "from-environment", 1);
    EXPECT_EQ(read_settings(flags)->data, "from-environment");
    EXPECT_EQ(read_settings(flags)->threads, 3u);
    flags.data = "from-flag";
    flags.threads = 5;
    EXPECT_EQ(read_settings(flags)->data, "from-flag");
    EXPECT_EQ(read_settings(flags)->threads, 5u);
    ::unsetenv("ZKPROVE_DATA");
    flags.data.reset();
    EXPECT_EQ(read_settings(flags)->data, "from-file");
    flags.config = "no-such-file.json";
    EXPECT_FALSE(read_settings(flags));
}

TEST(Settings, PasswordsAreHidden) {
    for (const std::string text :
         {"postgresql://user:s3cret@host:5432/db?sslmode=require",
          "postgresql://user@host/db?password=s3cret&x=y",
          "host=db user=u password=s3cret dbname=x",
          "host=db password = 's3cret with \\' quote' dbname=x",
          "postgresql://user:s3cret@p@host/db"}) {
        const std::string shown = without_password(text);
        EXPECT_EQ(shown.find("s3cret"), std::string::npos) << shown;
        EXPECT_EQ(shown.find("quote"), std::string::npos) << shown;
        EXPECT_NE(shown.find("***"), std::string::npos) << shown;
    }
    EXPECT_EQ(
        without_password("postgresql:///postgres?host=/tmp/run&user=zk"), "postgresql:///postgres?host=/tmp/run&user=zk"
    );
    EXPECT_EQ(without_password("postgresql://user@host/db"), "postgresql://user@host/db");
    Settings settings;
    settings.database = "postgresql://user:s3cret@host/db";
    EXPECT_EQ(to_json(settings).find("s3cret"), std::string::npos);
}

}  // namespace
}  // namespace zk::apps
