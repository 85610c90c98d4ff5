#include "guest/platform/native/run.hpp"

#include <new>
#include <stdexcept>
#include <string>

namespace zk::guest {
namespace {

struct Panic {
    std::string message;
};

class NativeHost final : public Host {
  public:
    explicit NativeHost(ByteView input) : input_(input.begin(), input.end()) {}

    ByteView input() override { return input_; }
    void reveal(const PublicWords& words) override { words_ = words; }
    [[noreturn]] void panic(std::string_view message) override { throw Panic{std::string(message)}; }

    [[nodiscard]] const PublicWords& words() const { return words_; }

  private:
    Bytes input_;
    PublicWords words_{};
};

}  // namespace

Result<PublicWords> run_native(Program program, std::string_view name, ByteView input) {
    try {
        NativeHost host(input);
        program(host);
        return host.words();
    } catch (const Panic& panic) {
        return fail(std::string(name), panic.message);
    } catch (const std::bad_alloc&) {
        return fail(std::string(name), "an input that needs more memory than there is");
    } catch (const std::length_error&) {
        return fail(std::string(name), "an input that needs more memory than can be addressed");
    }
}

}  // namespace zk::guest
