// docs/protocol.md, section 4, names every step of the transcript; the prover's log must show the same labels in the same order.
#include "kernels/backend/backend.hpp"
#include "stark/prover/prover.hpp"
#include "stark/testing/toy_machine.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

namespace zk::stark {
namespace {

void add_new(std::vector<std::string>& labels, const std::string& label) {
    if (std::find(labels.begin(), labels.end(), label) == labels.end()) labels.push_back(label);
}

/// Labels in backquotes in the second column of the table of section 4, in order of first appearance.
std::vector<std::string> documented_labels() {
    std::ifstream file("docs/protocol.md");
    EXPECT_TRUE(file.good()) << "tests run in the project's root";
    std::vector<std::string> labels;
    std::string line;
    bool inside = false;
    while (std::getline(file, line)) {
        if (line.starts_with("## ")) inside = line.starts_with("## 4.");
        if (!inside || !line.starts_with("|")) continue;
        const std::size_t begin = line.find('|', 1);
        const std::string column = line.substr(begin, line.find('|', begin + 1) - begin);
        for (std::size_t at = column.find('`'); at != std::string::npos; at = column.find('`', at)) {
            const std::size_t end = column.find('`', at + 1);
            add_new(labels, column.substr(at + 1, end - at - 1));
            at = end + 1;
        }
    }
    return labels;
}

class FirstLabels : public TranscriptLog {
  public:
    void step(const char* label, Kind kind, std::span<const Felt> elements) override {
        add_new(labels, label);
        if (kind == Kind::kChallenge) last_challenge.assign(elements.begin(), elements.end());
    }
    std::vector<std::string> labels;
    std::vector<Felt> last_challenge;
};

FirstLabels prove_logged(const testing::ToyInput& input) {
    const auto backend = make_cpu_backend(2);
    const auto alone = make_single_collective();
    ProvingKey key(*backend, testing::toy_machine(), kToy, testing::toy_program(), {});
    testing::ToyRun run = testing::run_toy(input);
    FirstLabels log;
    prove({*backend, *alone, &log}, key, run.statement, run.boundary, std::move(run.traces));
    return log;
}

TEST(Protocol, TranscriptLabelsAreTheDocumentedOnes) {
    // One table without interactions above the GKR depth, so that "xi" occurs.
    EXPECT_EQ(prove_logged({1, 1, 1 << 14, 1}).labels, documented_labels());
}

TEST(Protocol, GoldenTranscript) {
    // Everything before the last query went into it. A change here changes every proof: raise kProtocolVersion.
    const FirstLabels log = prove_logged({100, 20, 40, 1});
    ASSERT_EQ(log.last_challenge.size(), 1u);
    EXPECT_EQ(log.last_challenge[0].value(), 1019980868u);
}

}  // namespace
}  // namespace zk::stark
