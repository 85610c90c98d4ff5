#include "mpi/coordinator/coordinator.hpp"

#include "io/files/atomic_file.hpp"
#include "mpi/coordinator/task.hpp"
#include "mpi/messages/messages.hpp"
#include "mpi/signals.hpp"
#include "mpi/worker/bench.hpp"
#include "mpi/worker/lane.hpp"

#include <algorithm>
#include <array>
#include <deque>
#include <filesystem>
#include <map>
#include <random>
#include <stdexcept>
#include <thread>

namespace zk::mpi {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kHelloPatience{120'000};
constexpr milliseconds kClaimPause{500};  // between looks for new tasks when there were none
constexpr milliseconds kRepairPeriod{10'000};
constexpr milliseconds kDiskPause{2'000};      // before a refused write is tried again
constexpr milliseconds kDatabasePause{1'000};  // between attempts while the database is lost
constexpr milliseconds kTickPeriod{250};
constexpr milliseconds kByePatience{10'000};
constexpr milliseconds kHandBackPatience{5'000};
constexpr milliseconds kLastChance{5'000};  // for answers already on their way when all provers are overdue
constexpr int kAnswerLimitFactor = 4;       // on the slowest answer so far
constexpr std::uint64_t kLeaveMs = 2'000;
// A file that is refused for this part of the patience is handed back, so that one bad file does not end the job.
constexpr std::uint64_t kFilePatienceParts = 4;

double seconds_since(Clock::time_point then) {
    return std::chrono::duration<double>(Clock::now() - then).count();
}

std::string random_hex(std::size_t n_bytes) {
    static constexpr char kDigits[] = "0123456789abcdef";
    std::random_device random;
    std::string text;
    for (std::size_t i = 0; i < 2 * n_bytes; ++i) text += kDigits[random() & 15];
    return text;
}

/// RFC 4122, version 4.
std::string random_uuid() {
    std::string t = random_hex(16);
    t[12] = '4';
    t[16] = "89ab"[std::random_device{}() & 3];
    return t.substr(0, 8) + "-" + t.substr(8, 4) + "-" + t.substr(12, 4) + "-" + t.substr(16, 4) + "-" + t.substr(20);
}

std::string json_text(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            (out += '\\') += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            static constexpr char kDigits[] = "0123456789abcdef";
            ((out += "\\u00") += kDigits[c >> 4]) += kDigits[c & 15];
        } else {
            out += c;
        }
    }
    return out + "\"";
}

/// The task that a line of the store is about: its one word of 64 hexadecimal digits; empty when there is none.
std::string task_id_in(const std::string& line) {
    static constexpr const char* kDigits = "0123456789abcdefABCDEF";
    for (std::size_t at = 0; (at = line.find_first_of(kDigits, at)) != std::string::npos;) {
        const std::size_t end = std::min(line.find_first_not_of(kDigits, at), line.size());
        if (end - at == 64) {
            const bool prefixed = at >= 2 && line.compare(at - 2, 2, "0x") == 0;
            return line.substr(prefixed ? at - 2 : at, prefixed ? 66 : 64);
        }
        at = end;
    }
    return {};
}

std::uint64_t unix_ms() {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count()
    );
}

/// Why the loop ends.
struct End {
    int exit_code = kExitDone;
    std::string reason;
};

class Coordinator {
  public:
    Coordinator(
        Communicator& communicator,
        const RunOptions& options,
        io::Store& store,
        const io::DataFolder& data,
        TaskEngine& engine,
        Progress& progress
    )
        : communicator_(communicator),
          options_(options),
          store_(store),
          data_(data),
          engine_(engine),
          progress_(progress) {
        if (communicator_.size() == 1) {
            bench_.emplace(engine_, [this](const Answer& answer, const std::shared_ptr<const Bytes>& body) {
                on_answer(seats_.front(), answer, body);
            });
        }
    }

    RunSummary run();

  private:
    // Start and end
    void greet();
    End loop();
    void finish_job();
    void say_bye();

    // Steps of the loop
    bool handle_messages();
    void on_answer(Seat& seat, const Answer& answer, const std::shared_ptr<const Bytes>& body);
    void on_plan(Task& task, const Answer& answer, const std::shared_ptr<const Bytes>& body, int rank);
    void watch_signals();
    void watch_provers();
    void tend_database();
    void note_failed(const std::string& line);
    void note_progress(Task& task);
    void claim_more();
    void retry_disk();
    bool hand_out();
    void tick();
    std::optional<End> ended();

    // Life of a task
    void start(io::Claim claim);
    void load(Task& task);
    void plan_here(Task& task);
    void accept_plan(Task& task, std::shared_ptr<const Plan> plan);
    void check_segment(Task& task, std::uint32_t index);
    void save_segment(Task& task, std::uint32_t index);
    void segment_saved(Task& task, std::uint32_t index, const std::optional<std::string>& refused);
    void finish_if_complete(Task& task);
    void fail_attempt(Task& task, io::FailureType type, const std::string& reason);
    void hand_back(Task& task, const std::string& reason);
    void hand_back_to_rest(Task& task, const std::string& reason);
    void close(Task& task);
    void commit(Task& task);
    void remove(Task& task, const std::string& outcome, const std::string& reason);

    // Helpers
    template <class Call>
    bool database(Call&& call);
    void order(Seat& seat, Task& task, Work work, std::uint32_t segment);
    Task* find(std::uint64_t number);
    std::uint32_t max_live() const {
        return options_.max_live_tasks != 0 ? options_.max_live_tasks : static_cast<std::uint32_t>(seats_.size()) + 1;
    }
    void say(Level level, const std::string& text) { progress_.line(level, text); }
    void disk_refused(const std::string& text);
    void disk_accepts();
    void probe_disk();
    void wake_rested();

    Communicator& communicator_;
    const RunOptions& options_;
    io::Store& store_;
    const io::DataFolder& data_;
    TaskEngine& engine_;
    Progress& progress_;

    RunSummary summary_;
    Clock::time_point started_ = Clock::now();
    std::string version_;
    io::TaskFilter filter_;
    std::map<std::string, Clock::time_point> resting_;  ///< tasks not to be taken before
    std::vector<Seat> seats_;
    std::map<std::uint64_t, Task> tasks_;
    std::uint64_t next_task_ = 1;
    std::uint64_t next_order_ = 1;
    unsigned next_slot_ = 0;
    Lane desk_;
    std::optional<Bench> bench_;
    Clock::duration slowest_answer_{};

    Clock::time_point next_heartbeat_{};
    Clock::time_point next_repair_{};
    Clock::time_point next_claim_{};
    Clock::time_point next_tick_{};
    std::optional<Clock::time_point> database_lost_since_;
    Clock::time_point next_database_{};
    Clock::time_point expire_from_{};  ///< before it the leases of others are left alone
    std::optional<Clock::time_point> disk_refused_since_;
    Clock::time_point next_probe_{};
    bool disk_low_ = false;
    bool nothing_to_claim_ = false;  ///< the last look took no task; pending_ says what there is
    io::Store::Pending pending_;
    bool said_waiting_ = false;

    int n_signals_seen_ = 0;
    std::uint32_t n_forwarded_ = 0;
    std::optional<Clock::time_point> stop_since_;
    bool stop_now_ = false;
    bool nothing_left_ = false;

    std::uint64_t n_verified_ = 0;
    std::uint64_t n_failed_ = 0;
    std::set<std::string> failed_ids_;  ///< tasks without a proof at the end because something failed
    std::deque<Clock::time_point> recent_segments_;
};

// ------------------------------------------------------------------------------------------------- start and end

RunSummary Coordinator::run() {
    summary_.n_ranks = communicator_.size();
    summary_.job = random_uuid();
    summary_.mpi_library = Communicator::library_version();
    summary_.hosts.assign(static_cast<std::size_t>(communicator_.size()), communicator_.host());
    version_ = engine_.version();
    End end;
    try {
        filter_ = options_.filter;
        filter_.types.clear();
        for (const io::TaskType type : engine_.task_types()) {
            const auto& wanted = options_.filter.types;
            if (wanted.empty() || std::find(wanted.begin(), wanted.end(), type) != wanted.end())
                filter_.types.push_back(type);
        }
        if (filter_.types.empty())
            throw std::runtime_error("none of the task types asked for is proved by this program");
        greet();
        store_.require_schema();
        say(Level::kInfo,
            "job " + summary_.job + ": " + std::to_string(communicator_.size()) + " rank(s), " +
                std::to_string(seats_.size()) + " prover(s), " + summary_.mpi_library);
        end = loop();
    } catch (const std::exception& error) {
        end = {kExitEnvironment, error.what()};
    }
    if (end.exit_code == kExitEnvironment) say(Level::kError, end.reason);
    try {
        finish_job();
        if (stop_since_ && end.exit_code == kExitTryAgain && nothing_left_)
            end = {kExitDone, "stopped on request, nothing is pending"};
    } catch (const std::exception& error) {
        end = {kExitEnvironment, error.what()};
        say(Level::kError, end.reason);
    }
    if (end.exit_code == kExitDone && !failed_ids_.empty()) {
        end = {kExitTaskFailed, std::to_string(failed_ids_.size()) + " task(s) without a proof"};
    }
    summary_.exit_code = end.exit_code;
    summary_.reason = end.reason;
    summary_.seconds = seconds_since(started_);
    say_bye();
    say(summary_.exit_code == kExitDone ? Level::kInfo : Level::kWarning,
        "job ends with " + std::to_string(summary_.exit_code) + ": " + summary_.reason);
    tick();
    return summary_;
}

void Coordinator::greet() {
    if (communicator_.size() == 1) {
        seats_.emplace_back(0, summary_.hosts[0]);
        return;
    }
    std::vector<std::optional<Hello>> hellos(static_cast<std::size_t>(communicator_.size()));
    const auto until = Clock::now() + kHelloPatience;
    for (int n_missing = communicator_.size() - 1; n_missing > 0;) {
        const auto received = communicator_.poll();
        if (!received) throw std::runtime_error(received.error().message());
        for (const Received& message : *received) {
            if (kind_of(message.head) == Kind::kStopRequest) {
                ++n_forwarded_;  // a signal during the start
                continue;
            }
            const auto hello = decode<Hello>(message.head);
            if (!hello) {
                throw std::runtime_error("rank " + std::to_string(message.from) + ": " + hello.error().message());
            }
            std::optional<Hello>& slot = hellos[static_cast<std::size_t>(message.from)];
            if (!slot) --n_missing;
            slot = *hello;
        }
        if (Clock::now() > until) throw std::runtime_error(std::to_string(n_missing) + " rank(s) did not say hello");
        std::this_thread::sleep_for(std::chrono::microseconds(options_.poll_us));
    }
    std::string differing;
    for (int rank = 1; rank < communicator_.size(); ++rank) {
        const Hello& hello = *hellos[static_cast<std::size_t>(rank)];
        summary_.hosts[static_cast<std::size_t>(rank)] = hello.host;
        if (hello.version != version_) {
            differing += "; rank " + std::to_string(rank) + " on " + hello.host + " runs \"" + hello.version + "\"";
        }
        seats_.emplace_back(rank, hello.host);
    }
    if (!differing.empty()) {
        throw std::runtime_error(
            "ranks of different versions do not mix: rank 0 runs \"" + version_ + "\"" + differing
        );
    }
    for (const Seat& seat : seats_) communicator_.send(seat.rank, encode(Welcome{summary_.job}));
}

End Coordinator::loop() {
    for (;;) {
        bool moved = handle_messages();
        moved = desk_.poll() || moved;
        if (bench_) moved = bench_->poll() || moved;
        watch_signals();
        watch_provers();
        tend_database();
        retry_disk();
        claim_more();
        moved = hand_out() || moved;
        if (Clock::now() >= next_tick_) tick();
        if (const auto end = ended()) return *end;
        if (!moved) std::this_thread::sleep_for(std::chrono::microseconds(options_.poll_us));
    }
}

std::optional<End> Coordinator::ended() {
    const auto now = Clock::now();
    const auto patience = milliseconds(options_.database_patience_ms);
    if (database_lost_since_ && now - *database_lost_since_ > patience) {
        return End{kExitTryAgain, "the database has been lost for " + std::to_string(patience.count() / 1000) + " s"};
    }
    if (disk_refused_since_ && now - *disk_refused_since_ > patience) {
        return End{
            kExitTryAgain, "the data folder has refused writes for " + std::to_string(patience.count() / 1000) + " s"};
    }
    const bool nobody_answers = std::all_of(seats_.begin(), seats_.end(), [now](const Seat& seat) {
        return seat.overdue_since && now - *seat.overdue_since > kLastChance;
    });
    if (nobody_answers && !desk_.busy()) return End{kExitTryAgain, "no prover answers any more"};
    if (stop_since_) {
        // Planning is not kept, so it is not waited for; segments are.
        const bool proving = std::any_of(seats_.begin(), seats_.end(), [](const Seat& seat) {
            return seat.busy && !seat.planning && !seat.overdue_since;
        });
        const bool settling = std::any_of(tasks_.begin(), tasks_.end(), [](const auto& entry) {
            const Stage stage = entry.second.stage;
            return stage == Stage::kFinishing || stage == Stage::kCommitting;
        });
        const bool quiet = !proving && !settling && !desk_.busy();
        if (quiet || stop_now_ || now - *stop_since_ > milliseconds(options_.stop_grace_ms)) {
            return End{kExitTryAgain, "stopped on request"};
        }
        return std::nullopt;
    }
    if (!tasks_.empty() || options_.watch) return std::nullopt;
    if (!nothing_to_claim_) return std::nullopt;
    if (pending_.n_ready == 0 && pending_.n_held == 0) {
        return End{kExitDone, n_verified_ == 0 && failed_ids_.empty() ? "nothing was pending" : "nothing is pending"};
    }
    if (disk_low_) return End{kExitTryAgain, "no new task is taken: the data folder is below its free-space mark"};
    return std::nullopt;
}

/// Ends what is left: sessions are handed back as far as the database can be reached; otherwise their leases run out.
void Coordinator::finish_job() {
    for (auto& [number, task] : tasks_) {
        if (task.stage != Stage::kCommitting && task.stage != Stage::kClosing) {
            task.stage = Stage::kClosing;
            task.closing.emplace(Closing::How::kHandBack, io::FailureType::kReassigned, "the job ends");
        }
    }
    const auto until = Clock::now() + kHandBackPatience;
    while (!tasks_.empty() && Clock::now() < until) {
        next_database_ = {};  // at once, lost or not
        const bool reachable = database([this] {
            for (auto& [number, task] : tasks_) note_progress(task);
            while (!tasks_.empty()) {
                Task& task = tasks_.begin()->second;
                if (task.stage == Stage::kCommitting) {
                    commit(task);
                } else {
                    close(task);
                }
            }
        });
        if (!reachable) std::this_thread::sleep_for(milliseconds(200));
    }
    if (tasks_.empty() && stop_since_) {
        database([this] {
            const auto left = store_.pending(filter_, options_.max_attempts);
            nothing_left_ = left.n_ready == 0 && left.n_held == 0;
        });
    }
    while (!tasks_.empty()) {
        Task& task = tasks_.begin()->second;
        say(Level::kWarning, task.name() + ": the database cannot be reached; its lease will run out");
        remove(task, "handed back", "by the end of its lease");
    }
}

void Coordinator::say_bye() {
    try {
        const Bytes head = encode(Bye{summary_.exit_code, summary_.reason});
        for (int rank = 1; rank < communicator_.size(); ++rank) communicator_.send(rank, head);
        summary_.must_exit_now = !desk_.leave(kLeaveMs);
        if (bench_ && !bench_->leave(kLeaveMs)) summary_.must_exit_now = true;
        const auto until = Clock::now() + kByePatience;
        int n_waiting = communicator_.size() - 1;
        for (; (n_waiting > 0 || communicator_.sending()) && Clock::now() < until;) {
            const auto received = communicator_.poll();
            if (!received) break;
            for (const Received& message : *received) {
                if (kind_of(message.head) == Kind::kBye) --n_waiting;
            }
            std::this_thread::sleep_for(std::chrono::microseconds(options_.poll_us));
        }
        summary_.rank_missing = n_waiting > 0;
        // Without the last barrier a launcher may not report success; a second run does.
        if (summary_.rank_missing && summary_.exit_code == kExitDone) {
            summary_.exit_code = kExitTryAgain;
            summary_.reason += ", but " + std::to_string(n_waiting) + " rank(s) did not leave";
        }
    } catch (const std::exception& error) {
        say(Level::kWarning, error.what());
    }
}

// --------------------------------------------------------------------------------------------- steps of the loop

bool Coordinator::handle_messages() {
    if (communicator_.size() == 1) return false;
    auto received = communicator_.poll();
    if (!received) throw std::runtime_error(received.error().message());
    for (Received& message : *received) {
        const std::string from = "rank " + std::to_string(message.from) + ": ";
        const auto kind = kind_of(message.head);
        if (!kind) throw std::runtime_error(from + kind.error().message());
        if (*kind == Kind::kAnswer) {
            const auto answer = decode<Answer>(message.head);
            if (!answer) throw std::runtime_error(from + answer.error().message());
            Seat& seat = seats_[static_cast<std::size_t>(message.from) - 1];
            on_answer(seat, *answer, std::make_shared<const Bytes>(std::move(message.body)));
        } else if (*kind == Kind::kStopRequest) {
            const auto request = decode<StopRequest>(message.head);
            if (!request) throw std::runtime_error(from + request.error().message());
            n_forwarded_ = std::max(n_forwarded_, request->n_signals);
        } else {
            throw std::runtime_error(from + "a message that is not for rank 0");
        }
    }
    return !received->empty();
}

void Coordinator::on_answer(Seat& seat, const Answer& answer, const std::shared_ptr<const Bytes>& body) {
    if (!seat.busy || answer.order != seat.order) {
        throw std::runtime_error("rank " + std::to_string(seat.rank) + " answered an order it does not have");
    }
    const bool late = seat.overdue_since.has_value();
    seat.busy = false;
    seat.overdue_since.reset();
    slowest_answer_ = std::max(slowest_answer_, Clock::now() - seat.ordered_at);
    if (late) say(Level::kInfo, "rank " + std::to_string(seat.rank) + " (" + seat.host + ") answers again");
    Task* const task = find(seat.task);
    if (task == nullptr || task->stage == Stage::kClosing) return;
    // Work that went to others: whoever brings it first, and a failure of the one who lost it is nobody's.
    if (late && answer.good == 0) return;
    if (seat.planning) {
        if (task->stage != Stage::kToPlan && task->stage != Stage::kPlanning) return;
        on_plan(*task, answer, body, seat.rank);
        return;
    }
    Segment& segment = task->segments[seat.segment];
    if (segment.state != Segment::State::kWaiting && segment.state != Segment::State::kRunning) return;
    const std::string where =
        "segment " + std::to_string(seat.segment) + " on rank " + std::to_string(seat.rank) + " (" + seat.host + ")";
    if (answer.good == 0) {
        fail_attempt(*task, io::FailureType::kNotOk, where + ": " + answer.error);
        return;
    }
    segment.state = Segment::State::kChecking;
    segment.proof = body;
    segment.prove_ms = answer.milliseconds;
    segment.rank = seat.rank;
    segment.host = seat.host;
    task->prove_seconds += static_cast<double>(answer.milliseconds) / 1000;
    check_segment(*task, seat.segment);
}

void Coordinator::on_plan(Task& task, const Answer& answer, const std::shared_ptr<const Bytes>& body, int rank) {
    if (answer.good == 0) {
        fail_attempt(task, io::FailureType::kNotOk, "plan on rank " + std::to_string(rank) + ": " + answer.error);
        return;
    }
    auto plan = std::make_shared<Plan>();
    plan->n_segments = answer.n_segments;
    plan->bytes = *body;
    accept_plan(task, std::move(plan));
}

void Coordinator::watch_signals() {
    const int n_signals = std::max(StopSignals::count(), static_cast<int>(n_forwarded_));
    if (n_signals == n_signals_seen_) return;
    n_signals_seen_ = n_signals;
    if (!stop_since_) {
        stop_since_ = Clock::now();
        say(Level::kWarning, "stop requested: running segments may finish, then tasks are handed back");
    }
    // Launchers deliver one signal to several ranks, some milliseconds apart: a second one means a person or a scheduler.
    if (n_signals > 1 && seconds_since(*stop_since_) > 0.5) stop_now_ = true;
}

/// Gives the work of provers that do not answer to others. Such a prover gets no more until it answers.
void Coordinator::watch_provers() {
    if (options_.answer_limit_ms == 0) return;
    const auto now = Clock::now();
    const auto limit =
        std::max<Clock::duration>(milliseconds(options_.answer_limit_ms), kAnswerLimitFactor * slowest_answer_);
    for (Seat& seat : seats_) {
        if (!seat.busy || seat.overdue_since || now - seat.ordered_at <= limit) continue;
        seat.overdue_since = now;
        say(Level::kWarning,
            "rank " + std::to_string(seat.rank) + " (" + seat.host + ") has not answered for " +
                std::to_string(static_cast<int>(seconds_since(seat.ordered_at))) + " s: its work goes to others");
        Task* const task = find(seat.task);
        if (task == nullptr) continue;
        if (seat.planning) {
            if (task->stage == Stage::kPlanning) task->stage = Stage::kToPlan;
        } else if (task->segments[seat.segment].state == Segment::State::kRunning) {
            task->segments[seat.segment].state = Segment::State::kWaiting;
        }
    }
}

/// Runs `call`, which uses the store. False when the database could not serve it now; the caller tries again in a later round.
template <class Call>
bool Coordinator::database(Call&& call) {
    const auto now = Clock::now();
    if (database_lost_since_ && now < next_database_) return false;
    try {
        call();
    } catch (const io::DatabaseError& error) {
        if (error.next() == io::Next::kGiveUp) throw;
        next_database_ = Clock::now() + kDatabasePause;
        if (!database_lost_since_) {
            database_lost_since_ = now;
            say(Level::kWarning, std::string(error.what()) + "; trying again, finished segments are kept on disk");
        }
        return false;
    }
    if (database_lost_since_) {
        say(Level::kInfo,
            "the database is back after " + std::to_string(static_cast<int>(seconds_since(*database_lost_since_))) +
                " s");
        database_lost_since_.reset();
        // Whoever lost it with us has to be given the time to renew; our own leases come first.
        expire_from_ = Clock::now() + milliseconds(options_.lease_ms);
        next_heartbeat_ = {};
    }
    return true;
}

void Coordinator::tend_database() {
    const auto now = Clock::now();
    if (now >= next_heartbeat_) {
        // Set first: a call that finds the database again asks for a heartbeat at once.
        next_heartbeat_ = now + milliseconds(options_.heartbeat_ms);
        const bool done = database([this] {
            std::vector<std::string> sessions;
            for (const auto& [number, task] : tasks_) sessions.push_back(task.claim.session);
            const auto gone = store_.heartbeat(sessions, static_cast<double>(options_.lease_ms) / 1000);
            for (const std::string& session : gone) {
                for (auto& [number, task] : tasks_) {
                    // A proof that is ready, or about to be, is offered all the same: the store takes it late.
                    if (task.claim.session != session || task.complete()) continue;
                    say(Level::kWarning,
                        task.name() + ": the session was ended by others; finished segments stay on disk");
                    remove(task, "lost", "the session was ended by others");
                    break;
                }
            }
            if (database_lost_since_ || Clock::now() < expire_from_) return;
            const double lease_sec = static_cast<double>(options_.lease_ms) / 1000;
            for (const std::string& line : store_.expire_leases(options_.max_expired, lease_sec)) {
                say(Level::kWarning, line);
                note_failed(line);
            }
        });
        if (!done) next_heartbeat_ = {};
    }
    if (now >= next_repair_) {
        if (database([this] {
                for (const std::string& line : store_.repair(options_.max_attempts)) {
                    say(Level::kWarning, "repaired: " + line);
                    note_failed(line);
                }
            })) {
            next_repair_ = now + kRepairPeriod;
        }
    }
    for (auto entry = tasks_.begin(); entry != tasks_.end();) {
        Task& task = (entry++)->second;  // commit and close remove the task
        const bool something = (task.stage >= Stage::kProving && task.plan && !task.plan_noted) ||
                               !task.to_note.empty() || task.stage == Stage::kCommitting ||
                               task.stage == Stage::kClosing;
        if (!something) continue;
        const bool done = database([this, &task] {
            note_progress(task);
            if (task.stage == Stage::kCommitting) {
                commit(task);
            } else if (task.stage == Stage::kClosing) {
                close(task);
            }
        });
        if (!done) break;
    }
}

/// Of what the store did to any job's tasks: a task that is failed now counts when this job was asked for it.
void Coordinator::note_failed(const std::string& line) {
    const std::string id = task_id_in(line);
    const std::vector<std::string>& wanted = options_.filter.ids;
    if (id.empty() || (!wanted.empty() && std::find(wanted.begin(), wanted.end(), id) == wanted.end())) return;
    io::TaskFilter filter = options_.filter;
    filter.types = filter_.types;
    filter.ids = {id};
    for (const io::TaskRow& row : store_.list(filter)) {
        if (row.proving_status == static_cast<int>(io::ProvingStatus::kFailed)) failed_ids_.insert(row.id);
    }
}

void Coordinator::note_progress(Task& task) {
    if (!task.plan || task.stage < Stage::kProving) return;
    if (!task.plan_noted) {
        store_.record_plan(task.claim.session, task.plan->n_segments, task.n_resumed);
        task.plan_noted = true;
    }
    while (!task.to_note.empty()) {
        store_.record_segment(task.claim.session, task.to_note.back());
        task.to_note.pop_back();
    }
}

void Coordinator::claim_more() {
    const auto now = Clock::now();
    if (stop_since_ || disk_refused_since_ || now < next_claim_ || tasks_.size() >= max_live()) return;
    std::uint64_t n_ready = 0;
    std::uint64_t n_preparing = 0;
    for (const auto& [number, task] : tasks_) {
        n_ready += task.stage == Stage::kProving ? task.n_waiting() : 0;
        n_preparing += task.stage < Stage::kProving ? 1 : 0;
    }
    const auto n_idle = static_cast<std::uint64_t>(std::count_if(seats_.begin(), seats_.end(), [](const Seat& seat) {
        return !seat.busy;
    }));
    // Enough for the idle provers, and one task ahead so that its planning overlaps with the last segments of the others.
    if (n_ready + n_preparing >= std::max<std::uint64_t>(n_idle, 1)) return;

    std::uint64_t free = 0;
    try {
        free = io::free_bytes(data_.root());
    } catch (const io::FileError& error) {
        disk_refused(error.what());
        return;
    }
    if (free < options_.min_free_bytes) {
        if (!disk_low_) {
            say(Level::kWarning,
                "data folder " + data_.root().string() + ": " + std::to_string(free >> 20) + " MiB free, less than " +
                    std::to_string(options_.min_free_bytes >> 20) + " MiB: no new task is taken");
        }
        disk_low_ = true;
        next_claim_ = now + kClaimPause;
        // Whether the job leaves work behind decides its exit code.
        if (tasks_.empty() && !options_.watch) {
            nothing_to_claim_ = database([this] { pending_ = store_.pending(filter_, options_.max_attempts); });
        }
        return;
    }
    disk_low_ = false;

    wake_rested();
    std::optional<io::Claim> claim;
    const bool done = database([&] {
        io::ClaimRequest request;
        request.filter = filter_;
        // A task that lost its lease while it is finished here must not come back as a second one.
        for (const auto& [number, task] : tasks_) request.filter.exclude.push_back(task.claim.id);
        request.job = summary_.job;
        request.prover_key =
            options_.prover_key ? options_.prover_key(summary_.job, next_slot_) : "02" + random_hex(32);
        request.prover_name = summary_.hosts[0] + ":" + summary_.job.substr(0, 8);
        request.prover_version = options_.prover_version;
        request.max_attempts = options_.max_attempts;
        request.backoff_sec = static_cast<double>(options_.backoff_ms) / 1000;
        request.lease_sec = static_cast<double>(options_.lease_ms) / 1000;
        claim = store_.claim(request);
        if (!claim) pending_ = store_.pending(filter_, options_.max_attempts);
    });
    if (!done) return;
    nothing_to_claim_ = !claim;
    if (claim) {
        ++next_slot_;
        said_waiting_ = false;
        start(std::move(*claim));
        return;
    }
    next_claim_ = now + kClaimPause;
    if (tasks_.empty() && !said_waiting_ && (pending_.n_held > 0 || pending_.n_ready > 0 || options_.watch)) {
        said_waiting_ = true;
        say(Level::kInfo,
            "waiting: " + std::to_string(pending_.n_held) +
                " task(s) held by another job or a lease that is running out, " + std::to_string(pending_.n_ready) +
                " resting after a failed attempt");
    }
}

void Coordinator::retry_disk() {
    const auto now = Clock::now();
    for (auto& [number, task] : tasks_) {
        if (!task.retry_at || now < *task.retry_at) continue;
        task.retry_at.reset();
        if (task.stage == Stage::kLoading) {
            load(task);
            continue;
        }
        for (std::uint32_t index = 0; index < task.segments.size(); ++index) {
            if (task.segments[index].state == Segment::State::kUnsaved) save_segment(task, index);
        }
        finish_if_complete(task);
    }
    // What was refused may have left this job: only a write of our own then shows that the disk is well again.
    const bool retrying =
        std::any_of(tasks_.begin(), tasks_.end(), [](const auto& entry) { return entry.second.retry_at.has_value(); });
    if (disk_refused_since_ && !retrying && now >= next_probe_ && !desk_.busy()) {
        next_probe_ = now + kDiskPause;
        probe_disk();
    }
}

void Coordinator::probe_disk() {
    desk_.post([this, path = data_.root() / "segments" / ".probe"] {
        bool accepted = true;
        try {
            io::write_atomic(path, Bytes{1});
            std::filesystem::remove(path);
        } catch (const std::exception&) {
            accepted = false;
        }
        return [this, accepted] {
            if (accepted) disk_accepts();
        };
    });
}

void Coordinator::disk_refused(const std::string& text) {
    if (disk_refused_since_) return;
    disk_refused_since_ = Clock::now();
    say(Level::kError,
        text + "; no new task is taken, finished work is kept in memory and written as soon as that works");
}

void Coordinator::disk_accepts() {
    if (!disk_refused_since_) return;
    disk_refused_since_.reset();
    say(Level::kInfo, "the data folder can be used again");
}

void Coordinator::wake_rested() {
    std::erase_if(resting_, [now = Clock::now()](const auto& entry) { return entry.second <= now; });
    filter_.exclude = options_.filter.exclude;
    for (const auto& [id, until] : resting_) filter_.exclude.push_back(id);
}

bool Coordinator::hand_out() {
    if (stop_since_) return false;
    bool any = false;
    for (Seat& seat : seats_) {
        if (seat.busy) continue;
        Task* chosen = nullptr;
        std::uint32_t index = 0;
        // A prover stays with its task, and goes on from its last segment, while there is something to do there.
        for (auto& [number, task] : tasks_) {
            if (task.stage != Stage::kProving || task.n_waiting() == 0) continue;
            if (chosen == nullptr || number == seat.task) chosen = &task;
        }
        if (chosen != nullptr) {
            const auto n = static_cast<std::uint32_t>(chosen->segments.size());
            const std::uint32_t first = chosen->number == seat.task && !seat.planning ? seat.segment : 0;
            for (std::uint32_t i = 0; i < n; ++i) {
                index = (first + i) % n;
                if (chosen->segments[index].state == Segment::State::kWaiting) break;
            }
            order(seat, *chosen, Work::kProve, index);
            any = true;
            continue;
        }
        for (auto& [number, task] : tasks_) {
            if (task.stage != Stage::kToPlan) continue;
            order(seat, task, Work::kPlan, 0);
            any = true;
            break;
        }
    }
    // Nobody idle: this rank plans by itself, so that the next task is ready when the provers are. In a world of one the
    // prover's thread has the cores.
    if (!bench_ && !desk_.busy()) {
        for (auto& [number, task] : tasks_) {
            if (task.stage != Stage::kToPlan) continue;
            plan_here(task);
            any = true;
            break;
        }
    }
    return any;
}

void Coordinator::order(Seat& seat, Task& task, Work work, std::uint32_t segment) {
    Order order;
    order.order = next_order_++;
    order.task = task.number;
    order.work = static_cast<std::uint16_t>(work);
    order.segment = segment;
    if (seat.inputs.insert(task.number).second) {
        if (bench_) {
            bench_->open_task(task.number, task.input);
        } else {
            OpenTask open;
            open.task = task.number;
            open.type = static_cast<std::uint16_t>(task.input->type);
            open.id = task.input->id;
            open.fork = task.input->fork;
            communicator_.send(seat.rank, encode(open), std::shared_ptr<const Bytes>(task.input, &task.input->bytes));
        }
    }
    if (work == Work::kProve && seat.plans.insert(task.number).second) {
        if (bench_) {
            bench_->open_plan(task.number, task.plan);
        } else {
            communicator_.send(
                seat.rank,
                encode(OpenPlan{task.number, task.plan->n_segments}),
                std::shared_ptr<const Bytes>(task.plan, &task.plan->bytes)
            );
        }
    }
    seat.busy = true;
    seat.ordered_at = Clock::now();
    seat.order = order.order;
    seat.task = task.number;
    seat.segment = segment;
    seat.planning = work == Work::kPlan;
    if (work == Work::kPlan) {
        task.stage = Stage::kPlanning;
    } else {
        task.segments[segment].state = Segment::State::kRunning;
    }
    if (bench_) {
        bench_->order(order);
    } else {
        communicator_.send(seat.rank, encode(order));
    }
}

void Coordinator::tick() {
    const auto now = Clock::now();
    next_tick_ = now + kTickPeriod;
    while (!recent_segments_.empty() && now - recent_segments_.front() > std::chrono::minutes(5))
        recent_segments_.pop_front();
    Snapshot snapshot;
    snapshot.elapsed_sec = seconds_since(started_);
    snapshot.n_ranks = communicator_.size();
    snapshot.n_workers = static_cast<int>(seats_.size());
    snapshot.n_busy_workers =
        static_cast<int>(std::count_if(seats_.begin(), seats_.end(), [](const Seat& seat) { return seat.busy; }));
    snapshot.n_verified = n_verified_;
    snapshot.n_failed = n_failed_;
    snapshot.n_waiting = pending_.n_ready;
    snapshot.n_held_elsewhere = pending_.n_held > tasks_.size() ? pending_.n_held - tasks_.size() : 0;
    snapshot.n_segments_proved = summary_.n_segments_proved;
    snapshot.database_lost = database_lost_since_.has_value();
    snapshot.stopping = stop_since_.has_value();
    std::uint64_t n_left = 0;
    for (const auto& [number, task] : tasks_) {
        snapshot.live.push_back(
            {task.claim.type,
             task.claim.id,
             stage_name(task.stage),
             static_cast<std::uint32_t>(task.segments.size()),
             task.n_saved}
        );
        n_left += task.segments.size() - task.n_saved;
    }
    if (recent_segments_.size() >= 2) {
        const double window = seconds_since(recent_segments_.front());
        if (window > 0) snapshot.segments_per_sec = static_cast<double>(recent_segments_.size()) / window;
        if (snapshot.segments_per_sec > 0) snapshot.eta_sec = static_cast<double>(n_left) / snapshot.segments_per_sec;
    }
    progress_.tick(snapshot);
}

// ------------------------------------------------------------------------------------------------- life of a task

Task* Coordinator::find(std::uint64_t number) {
    const auto found = tasks_.find(number);
    return found == tasks_.end() ? nullptr : &found->second;
}

void Coordinator::start(io::Claim claim) {
    Task& task = tasks_[next_task_];
    task.number = next_task_++;
    task.claim = std::move(claim);
    task.claimed_at = Clock::now();
    task.started_unix_ms = unix_ms();
    say(Level::kInfo,
        task.name() + ": claimed, attempt " + std::to_string(task.claim.n_attempts) + ", session " + task.claim.session
    );
    Result<io::TaskDetail> detail = fail("database", task.name(), "its rows", "nothing yet");
    // A database that goes away between claim and detail leaves a session that is handed back below.
    if (!database([&] { detail = store_.detail(task.claim.type, task.claim.id); })) {
        hand_back(task, "its rows could not be read");
        return;
    }
    if (!detail) {
        hand_back_to_rest(task, detail.error().message());
        return;
    }
    task.detail = std::make_shared<const io::TaskDetail>(std::move(*detail));
    load(task);
}

void Coordinator::load(Task& task) {
    struct Loaded {
        Result<TaskInput> input = fail("load");
        std::optional<std::string> refused;
    };
    desk_.post([this, number = task.number, detail = task.detail] {
        auto loaded = std::make_shared<Loaded>();
        loaded->input = guarded("load", [&]() -> Result<TaskInput> {
            try {
                return engine_.load(*detail, data_);
            } catch (const io::FileError& error) {
                loaded->refused = error.what();
            } catch (const std::system_error& error) {
                loaded->refused = error.what();
            }
            return fail(*loaded->refused);
        });
        return [this, number, loaded] {
            Task* const waiting = find(number);
            if (waiting == nullptr || waiting->stage != Stage::kLoading) return;
            if (loaded->refused) {
                const auto now = Clock::now();
                if (!waiting->refused_since) waiting->refused_since = now;
                const milliseconds patience{options_.database_patience_ms / kFilePatienceParts};
                if (now - *waiting->refused_since < patience) {
                    waiting->retry_at = now + kDiskPause;
                    disk_refused(*loaded->refused);
                    return;
                }
            }
            if (!loaded->input) {
                hand_back_to_rest(*waiting, loaded->input.error().message());
                return;
            }
            disk_accepts();
            waiting->input = std::make_shared<const TaskInput>(std::move(*loaded->input));
            waiting->stage = Stage::kToPlan;
        };
    });
}

void Coordinator::plan_here(Task& task) {
    task.stage = Stage::kPlanning;
    desk_.post([this, number = task.number, input = task.input] {
        const Cancel cancel{false};
        auto plan = std::make_shared<Result<Plan>>(guarded("plan", [&] { return engine_.plan(*input, cancel); }));
        return [this, number, plan] {
            Task* const planned = find(number);
            if (planned == nullptr || planned->stage != Stage::kPlanning) return;
            if (!*plan) {
                fail_attempt(*planned, io::FailureType::kNotOk, "plan on rank 0: " + plan->error().message());
                return;
            }
            accept_plan(*planned, std::make_shared<const Plan>(std::move(**plan)));
        };
    });
}

/// Takes the plan and looks for segments that an earlier job finished: read, compared and verified like fresh ones.
void Coordinator::accept_plan(Task& task, std::shared_ptr<const Plan> plan) {
    if (plan->n_segments == 0 || plan->n_segments > kMaxSegments) {
        fail_attempt(
            task, io::FailureType::kNotOk, "a plan of " + std::to_string(plan->n_segments) + " segments is out of range"
        );
        return;
    }
    task.plan = std::move(plan);
    task.segments.resize(task.plan->n_segments);
    task.stage = Stage::kResuming;
    struct Found {
        std::vector<std::pair<std::uint32_t, io::SegmentFile>> good;
        std::vector<std::string> bad;
    };
    desk_.post([this,
                number = task.number,
                input = task.input,
                the_plan = task.plan,
                type = task.claim.type,
                id = task.claim.id] {
        auto found = std::make_shared<Found>();
        for (std::uint32_t index = 0; index < the_plan->n_segments; ++index) {
            const auto path = data_.segment_path(type, id, index);
            std::error_code ignored;
            if (!std::filesystem::exists(path, ignored)) continue;
            auto file = guarded("segment file", [&] { return io::read_segment_file(path); });
            if (file && (file->task_id != id || file->index != index)) {
                file = fail("segment file " + path.string(), "label", id + "/" + std::to_string(index), file->task_id);
            }
            if (file) {
                const auto good = guarded("verify segment", [&] {
                    return engine_.verify_segment(*input, *the_plan, index, file->proof);
                });
                if (!good)
                    file = fail("segment file " + path.string(), "proof", "one that verifies", good.error().message());
            }
            if (file) {
                found->good.emplace_back(index, std::move(*file));
            } else {
                found->bad.push_back(file.error().message());
            }
        }
        return [this, number, found] {
            Task* const planned = find(number);
            if (planned == nullptr || planned->stage != Stage::kResuming) return;
            for (const std::string& reason : found->bad) {
                say(Level::kWarning, planned->name() + ": " + reason + ": the segment is proved again");
            }
            for (auto& [index, file] : found->good) {
                Segment& segment = planned->segments[index];
                segment.state = Segment::State::kSaved;
                segment.proof = std::make_shared<const Bytes>(std::move(file.proof));
                segment.prove_ms = file.prove_ms;
                segment.rank = static_cast<int>(file.rank);
                segment.host = file.host;
                say(Level::kInfo, planned->name() + ": segment " + std::to_string(index) + " found finished on disk");
            }
            planned->n_saved = planned->n_resumed = static_cast<std::uint32_t>(found->good.size());
            planned->stage = Stage::kProving;
            say(Level::kInfo,
                planned->name() + ": " + std::to_string(planned->plan->n_segments) + " segment(s), " +
                    std::to_string(planned->n_resumed) + " finished earlier");
            finish_if_complete(*planned);
        };
    });
}

void Coordinator::check_segment(Task& task, std::uint32_t index) {
    desk_.post(
        [this, number = task.number, index, input = task.input, plan = task.plan, proof = task.segments[index].proof] {
            const auto good = std::make_shared<Result<void>>(guarded("verify segment", [&] {
                return engine_.verify_segment(*input, *plan, index, *proof);
            }));
            return [this, number, index, good] {
                Task* const checked = find(number);
                if (checked == nullptr || checked->stage != Stage::kProving) return;
                const Segment& segment = checked->segments[index];
                if (!*good) {
                    fail_attempt(
                        *checked,
                        io::FailureType::kVerificationFailed,
                        "segment " + std::to_string(index) + " from rank " + std::to_string(segment.rank) + " (" +
                            segment.host + ") does not verify: " + good->error().message()
                    );
                    return;
                }
                save_segment(*checked, index);
            };
        }
    );
}

void Coordinator::save_segment(Task& task, std::uint32_t index) {
    Segment& segment = task.segments[index];
    segment.state = Segment::State::kChecking;
    auto file = std::make_shared<io::SegmentFile>();
    file->task_id = task.claim.id;
    file->index = index;
    file->prove_ms = segment.prove_ms;
    file->host = segment.host;
    file->rank = static_cast<std::uint32_t>(segment.rank);
    file->version = version_;
    desk_.post([this,
                number = task.number,
                index,
                file,
                proof = segment.proof,
                path = data_.segment_path(task.claim.type, task.claim.id, index)] {
        std::optional<std::string> refused;
        try {
            file->proof = *proof;
            io::write_segment_file(path, *file);
        } catch (const std::exception& error) {
            refused = error.what();
        }
        return [this, number, index, refused] {
            Task* const saved = find(number);
            if (saved != nullptr && saved->stage == Stage::kProving) segment_saved(*saved, index, refused);
        };
    });
}

void Coordinator::segment_saved(Task& task, std::uint32_t index, const std::optional<std::string>& refused) {
    Segment& segment = task.segments[index];
    if (refused) {
        segment.state = Segment::State::kUnsaved;
        task.retry_at = Clock::now() + kDiskPause;
        disk_refused(*refused);
        return;
    }
    disk_accepts();
    segment.state = Segment::State::kSaved;
    ++task.n_saved;
    ++summary_.n_segments_proved;
    recent_segments_.push_back(Clock::now());
    task.to_note.push_back({index, segment.host, segment.rank, segment.prove_ms, segment.proof->size()});
    say(Level::kInfo,
        task.name() + ": segment " + std::to_string(index) + " proved on rank " + std::to_string(segment.rank) +
            " in " + std::to_string(segment.prove_ms) + " ms, " + std::to_string(segment.proof->size()) + " bytes (" +
            std::to_string(task.n_saved) + "/" + std::to_string(task.segments.size()) + ")");
    finish_if_complete(task);
}

void Coordinator::finish_if_complete(Task& task) {
    if (task.stage != Stage::kProving || task.n_saved < task.segments.size() || task.retry_at) return;
    task.stage = Stage::kFinishing;
    // Copies of what the other thread needs; the task itself stays with this one.
    struct Material {
        std::shared_ptr<const TaskInput> input;
        std::shared_ptr<const Plan> plan;
        std::vector<Segment> segments;
        io::TaskFile file;
        std::filesystem::path proof_path;
        std::filesystem::path task_path;
        std::optional<Error> error;
        bool verified = false;  ///< false with an error: the joined proof was refused
        std::optional<std::string> refused;
    };
    auto material = std::make_shared<Material>();
    material->input = task.input;
    material->plan = task.plan;
    material->segments = task.segments;
    material->file.type = task.claim.type;
    material->file.id = task.claim.id;
    material->file.fork = task.input->fork;
    material->file.version = version_;
    material->file.job = summary_.job;
    material->file.started_unix_ms = task.started_unix_ms;
    material->proof_path = std::filesystem::absolute(data_.proof_path(task.claim.type, task.claim.id));
    material->task_path = data_.task_path(task.claim.type, task.claim.id);
    desk_.post([this, number = task.number, material] {
        Material& m = *material;
        std::vector<Bytes> proofs;
        for (const Segment& segment : m.segments) proofs.push_back(*segment.proof);
        const Cancel cancel{false};
        auto finished = guarded("finish", [&] { return engine_.finish(*m.input, *m.plan, proofs, cancel); });
        if (finished) {
            const auto good = guarded("verify", [&] { return engine_.verify(*m.input, *finished); });
            if (!good) m.error = good.error();
            m.verified = good.has_value();
        } else {
            m.error = finished.error();
            m.verified = true;
        }
        if (!m.error) {
            m.file.format = finished->format;
            m.file.digest = finished->digest;
            m.file.pi_hash = finished->pi_hash;
            m.file.proof = std::move(finished->proof);
            m.file.witness = m.input->bytes;
            m.file.plan = m.plan->bytes;
            m.file.finished_unix_ms = unix_ms();
            for (std::uint32_t index = 0; index < m.segments.size(); ++index) {
                const Segment& segment = m.segments[index];
                m.file.segments.push_back(
                    {m.file.id,
                     index,
                     std::move(proofs[index]),
                     segment.prove_ms,
                     segment.host,
                     static_cast<std::uint32_t>(segment.rank),
                     m.file.version}
                );
            }
            try {
                io::write_atomic(m.proof_path, m.file.proof);
                io::write_task_file(m.task_path, m.file);
            } catch (const std::exception& error) {
                m.refused = error.what();
            }
        }
        return [this, number, material] {
            Task* const done = find(number);
            if (done == nullptr || done->stage != Stage::kFinishing) return;
            if (material->error) {
                fail_attempt(
                    *done,
                    material->verified ? io::FailureType::kNotOk : io::FailureType::kVerificationFailed,
                    material->error->message()
                );
                return;
            }
            if (material->refused) {
                done->stage = Stage::kProving;
                done->retry_at = Clock::now() + kDiskPause;
                disk_refused(*material->refused);
                return;
            }
            disk_accepts();
            done->proof_bytes = material->file.proof.size();
            io::CommitRequest request;
            request.proof_json = "{\"format\":" + json_text(material->file.format) +
                                 ",\"digest\":" + json_text(material->file.digest) +
                                 ",\"path\":" + json_text(material->proof_path.string()) +
                                 ",\"bytes\":" + std::to_string(done->proof_bytes) +
                                 ",\"pi_hash\":" + json_text(material->file.pi_hash) + "}";
            request.proof_time_sec = static_cast<int>(seconds_since(done->claimed_at));
            done->commit = std::move(request);
            done->stage = Stage::kCommitting;
        };
    });
}

void Coordinator::commit(Task& task) {
    const io::Commit result = store_.close_success(task.claim.session, *task.commit);
    if (result == io::Commit::kGone) {
        say(Level::kError, task.name() + ": its rows are gone; the proof stays in the data folder");
        failed_ids_.insert(task.claim.id);
        remove(task, "lost", "its rows are gone");
        return;
    }
    std::error_code ignored;
    std::filesystem::remove_all(data_.segment_folder(task.claim.type, task.claim.id), ignored);
    ++n_verified_;
    failed_ids_.erase(task.claim.id);
    const char* const how = result == io::Commit::kLate      ? ", after its lease"
                            : result == io::Commit::kAlready ? ", had been verified before"
                                                             : "";
    say(Level::kInfo,
        task.name() + ": verified and committed" + how + ", " + std::to_string(task.proof_bytes) + " bytes, " +
            std::to_string(task.segments.size()) + " segment(s), " +
            std::to_string(static_cast<int>(seconds_since(task.claimed_at))) + " s");
    remove(task, "verified", "");
}

void Coordinator::fail_attempt(Task& task, io::FailureType type, const std::string& reason) {
    say(Level::kError, task.name() + ": attempt failed: " + reason);
    ++n_failed_;
    failed_ids_.insert(task.claim.id);
    task.closing.emplace(Closing::How::kFailure, type, reason);
    task.stage = Stage::kClosing;
}

void Coordinator::hand_back(Task& task, const std::string& reason) {
    say(Level::kWarning, task.name() + ": handed back: " + reason);
    task.closing.emplace(Closing::How::kHandBack, io::FailureType::kReassigned, reason);
    task.stage = Stage::kClosing;
}

/// For what is missing or damaged on this machine: not the task's fault, and others may have it. It may be put right
/// while this job runs, so the task rests for a time only.
void Coordinator::hand_back_to_rest(Task& task, const std::string& reason) {
    resting_[task.claim.id] = Clock::now() + milliseconds(options_.rest_ms);
    failed_ids_.insert(task.claim.id);
    hand_back(task, reason);
}

void Coordinator::close(Task& task) {
    const Closing closing = *task.closing;
    if (closing.how == Closing::How::kFailure) {
        store_.close_failure(task.claim.session, closing.type, closing.reason, options_.max_attempts);
        remove(task, "failed attempt", closing.reason);
    } else {
        store_.hand_back(task.claim.session, closing.reason);
        remove(task, "handed back", closing.reason);
    }
}

void Coordinator::remove(Task& task, const std::string& outcome, const std::string& reason) {
    TaskSummary summary;
    summary.type = task.claim.type;
    summary.id = task.claim.id;
    summary.outcome = outcome;
    summary.reason = reason;
    summary.n_segments = static_cast<std::uint32_t>(task.segments.size());
    summary.n_resumed = task.n_resumed;
    summary.seconds = seconds_since(task.claimed_at);
    summary.prove_seconds = task.prove_seconds;
    if (outcome == "verified") {
        summary.proof_bytes = task.proof_bytes;
        summary.proof_path = data_.proof_path(task.claim.type, task.claim.id).string();
    }
    summary_.tasks.push_back(std::move(summary));
    const std::uint64_t number = task.number;
    for (Seat& seat : seats_) {
        seat.plans.erase(number);
        if (seat.inputs.erase(number) == 0) continue;
        if (bench_) {
            bench_->drop_task(number);
        } else {
            communicator_.send(seat.rank, encode(DropTask{number}));
        }
    }
    next_claim_ = {};
    nothing_to_claim_ = false;
    tasks_.erase(number);
}

}  // namespace

RunSummary coordinate(
    Communicator& communicator,
    const RunOptions& options,
    io::Store& store,
    const io::DataFolder& data,
    TaskEngine& engine,
    Progress& progress
) {
    auto coordinator = std::make_unique<Coordinator>(communicator, options, store, data, engine, progress);
    RunSummary summary = coordinator->run();
    // A compute thread that did not come back still uses the coordinator's members until the process ends.
    if (summary.must_exit_now) static_cast<void>(coordinator.release());
    return summary;
}

}  // namespace zk::mpi
