# Entry of every guest program: pc = _start, x2 = top of the stack, everything else zero.
    .section .text.start, "ax", @progbits
    .globl _start
    .type _start, @function
_start:
    .option push
    .option norelax
    la gp, __global_pointer$
    .option pop
    andi sp, sp, -16
    la s0, zk_init_begin
    la s1, zk_init_end
1:  beq s0, s1, 2f
    lw t0, 0(s0)
    addi s0, s0, 4
    jalr t0
    j 1b
2:  call zk_guest_main
    mv a0, zero
    li a7, 93
    ecall
    .size _start, . - _start
