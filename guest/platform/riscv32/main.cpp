// The riscv32 platform: input through hints, output through reveal, panic through the log and the exit code.
// Built once per program; ZK_GUEST_PROGRAM names its function, ZK_GUEST_HEADER the header that declares it.

#include "guest/platform/host.hpp"
#include "guest/runtime/machine.hpp"

#include <cstddef>

#include ZK_GUEST_HEADER

namespace zk::guest {
namespace {

class MachineHost final : public Host {
  public:
    ByteView input() override {
        if (!read_) input_ = machine::read_input();
        read_ = true;
        return input_;
    }
    void reveal(const PublicWords& words) override { machine::reveal(words.data()); }
    [[noreturn]] void panic(std::string_view message) override { machine::panic(message); }

  private:
    ByteView input_;
    bool read_ = false;
};

}  // namespace
}  // namespace zk::guest

extern "C" void zk_guest_main() {
    zk::guest::MachineHost host;
    zk::guest::ZK_GUEST_PROGRAM(host);
}
