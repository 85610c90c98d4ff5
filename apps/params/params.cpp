#include "apps/cli/commands.hpp"
#include "stark/soundness/preset.hpp"
#include "stark/soundness/soundness.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <vector>

namespace zk::apps {
namespace {

using Json = nlohmann::ordered_json;

Json to_json(const stark::SoundnessReport& report) {
    Json steps = Json::array();
    for (std::size_t i = 0; i < report.steps.n_steps; ++i) {
        const stark::SoundnessStep& step = report.steps.step[i];
        steps.push_back(
            {{"name", step.name},
             {"index", step.index},
             {"grinding_bits", step.grinding_bits},
             {"bits", stark::bits(step.error, step.grinding_bits)}}
        );
    }
    return {
        {"preset", report.preset.name},
        {"log_stack_height", report.shape.log_stack_height},
        {"queries", report.preset.n_queries},
        {"query_grinding_bits", report.preset.query_grinding_bits},
        {"proof_bits", report.proof_bits},
        {"tree_bits", report.tree_bits},
        {"tree_proofs", report.preset.max_proofs},
        {"digest_bits", report.digest_bits},
        {"weakest_step", report.weakest},
        {"steps", steps}};
}

class Params final : public Command {
  public:
    const char* name() const override { return "params"; }
    const char* help() const override { return "Soundness report of a parameter preset, computed"; }
    const char* example() const override { return "zkprove params standard-128"; }

    void declare(Arguments& arguments) override {
        arguments.text("preset", preset_, "Preset (default: that of the settings)");
    }

    int run(Context& context) override {
        const std::string& name = preset_.empty() ? context.settings.preset : preset_;
        const stark::Preset* preset = stark::find_preset(name);
        // The last proof of an aggregation tree has parameters of its own, fixed for one stack height.
        const bool is_last_layer = name == stark::kLastLayer128.name;
        if (is_last_layer) preset = &stark::kLastLayer128;
        if (preset == nullptr) {
            std::string known;
            for (const stark::Preset& one : stark::kPresets) known += " " + std::string(one.name);
            throw UsageError(
                "preset " + name + ": unknown; there are" + known + " " + std::string(stark::kLastLayer128.name)
            );
        }
        Json reports = Json::array();
        int least_tree = INT32_MAX, least_proof = INT32_MAX;
        for (const int log_stack : is_last_layer ? std::vector{20} : std::vector{20, 22}) {
            const auto report = stark::soundness_report(*preset, stark::largest_segment(log_stack));
            least_tree = std::min(least_tree, report.tree_bits);
            least_proof = std::min(least_proof, report.proof_bits);
            context.say(stark::to_text(report));
            reports.push_back(to_json(report));
        }
        const std::string label =
            std::to_string(least_tree) + "-bit IOP, " + std::to_string(stark::kDigestBits) + "-bit hash";
        context.say(
            std::string(preset->name) + ": " + label + " (" + std::to_string(least_proof) +
            " bits for one proof alone, " + std::to_string(least_tree) + " for a tree of " +
            std::to_string(preset->max_proofs) + " proofs)" +
            (preset->for_tests_only ? "; for tests only, promises nothing" : "") + "\nProofs are not zero-knowledge."
        );
        context.set_result(Json{
            {"preset", preset->name},
            {"label", label},
            {"proof_bits", least_proof},
            {"tree_bits", least_tree},
            {"digest_bits", stark::kDigestBits},
            {"for_tests_only", preset->for_tests_only},
            {"zero_knowledge", false},
            {"segments",
             reports}}.dump());
        return kDone;
    }

  private:
    std::string preset_;
};

}  // namespace

std::unique_ptr<Command> make_params_command() {
    return std::make_unique<Params>();
}

}  // namespace zk::apps
