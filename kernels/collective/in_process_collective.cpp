// A group of threads. Each operation posts its buffers, meets the others, copies straight from their buffers, and meets them again before
// anyone may touch them.

#include "kernels/collective/collective.hpp"

#include <algorithm>
#include <bit>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

namespace zk {
namespace {

/// Thrown in the members that wait when another one has failed.
struct GroupBroken : std::runtime_error {
    GroupBroken() : std::runtime_error("collective: another member of the group failed") {}
};

class Group {
  public:
    explicit Group(int n) : size_(n), posts_(static_cast<std::size_t>(n)) {}

    [[nodiscard]] int size() const { return size_; }

    void post(int rank, std::span<const std::byte> send) { posts_[static_cast<std::size_t>(rank)] = send; }
    [[nodiscard]] std::span<const std::byte> posted(int rank) const { return posts_[static_cast<std::size_t>(rank)]; }

    void meet() {
        std::unique_lock lock(mutex_);
        if (broken_) throw GroupBroken();
        if (left_ > 0) throw std::logic_error("collective: a member returned while another waits for it");
        if (++arrived_ == size_) {
            arrived_ = 0;
            ++generation_;
            changed_.notify_all();
            return;
        }
        const std::size_t mine = generation_;
        changed_.wait(lock, [&] { return generation_ != mine || broken_; });
        if (generation_ == mine) throw GroupBroken();
    }

    /// Keeps the first failure and releases everybody.
    void fail(std::exception_ptr failure) {
        const std::scoped_lock lock(mutex_);
        if (!broken_) failure_ = std::move(failure);
        broken_ = true;
        changed_.notify_all();
    }

    /// A member's body has returned: an operation that others have begun can no longer complete.
    void leave() {
        const std::scoped_lock lock(mutex_);
        ++left_;
        if (arrived_ == 0 || broken_) return;
        failure_ =
            std::make_exception_ptr(std::logic_error("collective: a member returned while another waits for it"));
        broken_ = true;
        changed_.notify_all();
    }

    [[nodiscard]] std::exception_ptr failure() const { return failure_; }

  private:
    int size_;
    std::vector<std::span<const std::byte>> posts_;
    std::mutex mutex_;
    std::condition_variable changed_;
    int arrived_ = 0;
    int left_ = 0;
    std::size_t generation_ = 0;
    bool broken_ = false;
    std::exception_ptr failure_;
};

class InProcessCollective final : public Collective {
  public:
    InProcessCollective(Group& group, int rank) : group_(group), rank_(rank) {}

    [[nodiscard]] int rank() const noexcept override { return rank_; }
    [[nodiscard]] int size() const noexcept override { return group_.size(); }

    void all_reduce_sum(std::span<FeltExt> values) override {
        std::vector<FeltExt> sum(values.size(), FeltExt::zero());
        exchange(std::as_bytes(values));
        for (int r = 0; r < size(); ++r) {
            const std::span<const std::byte> other = group_.posted(r);
            const auto* const elements = reinterpret_cast<const FeltExt*>(other.data());
            for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += elements[i];
        }
        group_.meet();
        std::copy(sum.begin(), sum.end(), values.begin());
    }

    void all_gather(std::span<const std::byte> send, std::span<std::byte> receive) override {
        if (receive.size() != send.size() * static_cast<std::size_t>(size())) {
            throw std::invalid_argument("collective: all_gather needs receive = size * send");
        }
        exchange(send);
        for (int r = 0; r < size(); ++r) {
            const std::span<const std::byte> other = group_.posted(r);
            std::copy(other.begin(), other.end(), receive.begin() + static_cast<std::ptrdiff_t>(send.size()) * r);
        }
        group_.meet();
    }

    void all_to_all(std::span<const std::byte> send, std::span<std::byte> receive) override {
        const auto n = static_cast<std::size_t>(size());
        if (receive.size() != send.size() || send.size() % n != 0) {
            throw std::invalid_argument("collective: all_to_all needs send = receive, a multiple of the group's size");
        }
        const std::size_t block = send.size() / n;
        exchange(send);
        for (int r = 0; r < size(); ++r) {
            const std::span<const std::byte> other =
                group_.posted(r).subspan(block * static_cast<std::size_t>(rank_), block);
            std::copy(other.begin(), other.end(), receive.begin() + static_cast<std::ptrdiff_t>(block) * r);
        }
        group_.meet();
    }

  private:
    /// Posts and meets. Disagreement throws in every member alike, before anyone reads a buffer that may vanish.
    void exchange(std::span<const std::byte> send) {
        group_.post(rank_, send);
        group_.meet();
        for (int r = 0; r < size(); ++r) {
            if (group_.posted(r).size() != group_.posted(0).size()) {
                throw std::invalid_argument("collective: members disagree about a size");
            }
        }
    }

    Group& group_;
    int rank_;
};

}  // namespace

void run_in_process_group(int n, const std::function<void(Collective&)>& body) {
    if (n < 1 || !std::has_single_bit(static_cast<unsigned>(n))) {
        throw std::invalid_argument("collective: a group's size is a power of two");
    }
    Group group(n);
    const auto member = [&](int rank) {
        try {
            InProcessCollective collective(group, rank);
            body(collective);
            group.leave();
        } catch (...) {
            group.fail(std::current_exception());
        }
    };
    {
        std::vector<std::jthread> threads;
        for (int rank = 1; rank < n; ++rank) threads.emplace_back(member, rank);
        member(0);
    }
    if (group.failure()) std::rethrow_exception(group.failure());
}

}  // namespace zk
