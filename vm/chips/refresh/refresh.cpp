#include "vm/chips/refresh/refresh.hpp"

namespace zk::vm {

stark::Table refresh_table() {
    AirBuilder b;
    const auto c = b.main_columns<RefreshColumns>("refresh");
    const std::int64_t scale = inverse_power_of_two(16);
    b.assert_bool("real", c.real);
    b.receive("prev", kMemoryBus, c.real, {c.space, c.address, c.value.lo, c.value.hi, c.prev});
    b.send("now", kMemoryBus, c.real, {c.space, c.address, c.value.lo, c.value.hi, c.time});
    // Both are below 2^28, by 16 and 12 bits: times cannot wrap around the field, however many rows follow one another.
    b.send("time.lo", kRange16Bus, c.real, {c.time_lo});
    b.send("time.hi", kRange12Bus, c.real, {(c.time - c.time_lo) * scale});
    b.send("gap.lo", kRange16Bus, c.real, {c.gap_lo});
    b.send("gap.hi", kRange12Bus, c.real, {(c.time - c.prev - 1 - c.gap_lo) * scale});
    return plain_table("refresh", b);
}

void fill(RefreshColumns<Felt>& c, const Refresh& row) {
    c.real = Felt::one();
    c.space = Felt(row.space);
    c.address = Felt(row.address);
    c.value = Accesses::limbs(row.value);
    c.prev = Felt(row.prev);
    c.time = Felt(row.time);
    c.time_lo = Felt(row.time & 0xffff);
    c.gap_lo = Felt((row.time - row.prev - 1) & 0xffff);
}

}  // namespace zk::vm
