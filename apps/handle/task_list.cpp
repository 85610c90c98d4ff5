#include "apps/handle/task_list.hpp"

#include <nlohmann/json.hpp>

#include <utility>

namespace zk::apps {

Result<std::vector<ListedTask>> read_task_list(const std::string& json, const std::string& name) {
    const auto root = nlohmann::json::parse(json, nullptr, false);
    if (!root.is_object()) return fail(name, "", "a JSON object");
    const std::pair<const char*, io::TaskType> lists[] = {
        {"chunks", io::TaskType::kChunk}, {"batches", io::TaskType::kBatch}, {"bundles", io::TaskType::kBundle}};
    for (const auto& [key, value] : root.items()) {
        bool known = false;
        for (const auto& list : lists) known = known || key == list.first;
        if (!known) return fail(name, key, "chunks, batches or bundles");
    }
    std::vector<ListedTask> tasks;
    for (const auto& [key, type] : lists) {
        if (!root.contains(key) || root[key].is_null()) continue;
        if (!root[key].is_array()) return fail(name, key, "a list of ids");
        for (const auto& id : root[key]) {
            if (!id.is_string() || id.get<std::string>().empty()) return fail(name, key, "an id", id.dump());
            tasks.push_back({type, id.get<std::string>()});
        }
    }
    return tasks;
}

}  // namespace zk::apps
