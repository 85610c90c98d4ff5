#include "mpi/messages/messages.hpp"

#include <boost/archive/binary_iarchive.hpp>
#include <boost/archive/binary_oarchive.hpp>

#include <algorithm>
#include <sstream>
#include <stdexcept>

namespace zk::mpi {
namespace {

constexpr std::uint32_t kMagic = 0x4d4b5a31;  // "1ZKM" in memory
constexpr std::size_t kEnvelopeBytes = 8;     // magic 4, version 2, kind 2
constexpr unsigned kArchiveFlags = boost::archive::no_header | boost::archive::no_codecvt | boost::archive::no_tracking;

/// A text as length and bytes. Boost's own string reader believes any length; this one does not.
struct Text {
    std::string& value;

    template <class Archive>
    void save(Archive& archive, unsigned) const {
        const auto length = static_cast<std::uint32_t>(std::min<std::size_t>(value.size(), kMaxTextBytes));
        archive << length;
        archive.save_binary(value.data(), length);
    }
    template <class Archive>
    void load(Archive& archive, unsigned) {
        std::uint32_t length = 0;
        archive >> length;
        if (length > kMaxTextBytes) throw std::length_error("a text of " + std::to_string(length) + " bytes");
        value.resize(length);
        archive.load_binary(value.data(), length);
    }
};

/// Calls `visit` with each member, in wire order.
template <class M, class V>
void members(M& m, V&& visit) {
    using T = std::remove_const_t<M>;
    if constexpr (std::is_same_v<T, Hello>) {
        visit(m.version), visit(m.host), visit(m.pid);
    } else if constexpr (std::is_same_v<T, Welcome>) {
        visit(m.job);
    } else if constexpr (std::is_same_v<T, OpenTask>) {
        visit(m.task), visit(m.type), visit(m.id), visit(m.fork);
    } else if constexpr (std::is_same_v<T, OpenPlan>) {
        visit(m.task), visit(m.n_segments);
    } else if constexpr (std::is_same_v<T, Order>) {
        visit(m.order), visit(m.task), visit(m.work), visit(m.segment);
    } else if constexpr (std::is_same_v<T, Answer>) {
        visit(m.order), visit(m.good), visit(m.error), visit(m.milliseconds), visit(m.n_segments);
    } else if constexpr (std::is_same_v<T, DropTask>) {
        visit(m.task);
    } else if constexpr (std::is_same_v<T, StopRequest>) {
        visit(m.n_signals);
    } else {
        static_assert(std::is_same_v<T, Bye>);
        visit(m.exit_code), visit(m.reason);
    }
}

const char* kind_name(Kind kind) {
    switch (kind) {
        case Kind::kHello:
            return "hello";
        case Kind::kWelcome:
            return "welcome";
        case Kind::kOpenTask:
            return "open task";
        case Kind::kOpenPlan:
            return "open plan";
        case Kind::kOrder:
            return "order";
        case Kind::kAnswer:
            return "answer";
        case Kind::kDropTask:
            return "drop task";
        case Kind::kStopRequest:
            return "stop request";
        case Kind::kBye:
            return "bye";
    }
    return "unknown";
}

}  // namespace

template <class T>
Bytes encode(const T& message) {
    std::ostringstream stream;
    {
        boost::archive::binary_oarchive archive{stream, kArchiveFlags};
        T copy = message;
        members(copy, [&archive](auto& member) {
            if constexpr (std::is_same_v<std::decay_t<decltype(member)>, std::string>) {
                Text{member}.save(archive, 0);
            } else {
                archive << member;
            }
        });
    }
    const std::string text = std::move(stream).str();
    Bytes head(kEnvelopeBytes + text.size());
    store_u32le(head.data(), kMagic);
    const auto kind = static_cast<std::uint32_t>(T::kKind);
    store_u32le(head.data() + 4, kMessageVersion | kind << 16);
    std::copy(text.begin(), text.end(), head.begin() + kEnvelopeBytes);
    return head;
}

Result<Kind> kind_of(ByteView head) {
    if (head.size() < kEnvelopeBytes) {
        return fail("message", "envelope", "at least 8 bytes", std::to_string(head.size()));
    }
    if (load_u32le(head.data()) != kMagic) return fail("message", "magic", "1ZKM", "other bytes");
    const std::uint32_t word = load_u32le(head.data() + 4);
    if ((word & 0xffff) != kMessageVersion) {
        return fail("message", "version", std::to_string(kMessageVersion), std::to_string(word & 0xffff));
    }
    const auto kind = static_cast<std::uint16_t>(word >> 16);
    if (kind < static_cast<std::uint16_t>(Kind::kHello) || kind > static_cast<std::uint16_t>(Kind::kBye)) {
        return fail("message", "kind", "1 to 9", std::to_string(kind));
    }
    return static_cast<Kind>(kind);
}

template <class T>
Result<T> decode(ByteView head) {
    const auto kind = kind_of(head);
    if (!kind) return tl::unexpected<Error>(kind.error());
    if (*kind != T::kKind) return fail("message", "kind", kind_name(T::kKind), kind_name(*kind));
    const ByteView rest = head.subspan(kEnvelopeBytes);
    T message;
    try {
        std::istringstream stream{std::string(rest.begin(), rest.end())};
        boost::archive::binary_iarchive archive{stream, kArchiveFlags};
        members(message, [&archive](auto& member) {
            if constexpr (std::is_same_v<std::decay_t<decltype(member)>, std::string>) {
                Text{member}.load(archive, 0);
            } else {
                archive >> member;
            }
        });
        if (stream.rdbuf()->in_avail() > 0) {
            return fail(
                "message", kind_name(T::kKind), "no bytes after its end", std::to_string(stream.rdbuf()->in_avail())
            );
        }
    } catch (const std::exception& error) {
        return fail("message", kind_name(T::kKind), "its members", error.what());
    }
    return message;
}

#define ZK_MESSAGE(T)                \
    template Bytes encode(const T&); \
    template Result<T> decode<T>(ByteView);
ZK_MESSAGE(Hello)
ZK_MESSAGE(Welcome)
ZK_MESSAGE(OpenTask)
ZK_MESSAGE(OpenPlan)
ZK_MESSAGE(Order)
ZK_MESSAGE(Answer)
ZK_MESSAGE(DropTask)
ZK_MESSAGE(StopRequest)
ZK_MESSAGE(Bye)
#undef ZK_MESSAGE

}  // namespace zk::mpi
