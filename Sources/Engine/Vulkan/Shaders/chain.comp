#version 450
// A chain of instructions over a few numbers, for every element: an optimizer's step in one pass (`ElementChain`). The instructions are
// specialization constants, so that a driver compiles what is left of them: a few sums and products.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

layout(local_size_x = 256) in;
/// The registers that the number and what is remembered of it end in.
layout(constant_id = 0) const uint result = 0;
layout(constant_id = 1) const uint first_result = 2;
layout(constant_id = 2) const uint second_result = 3;
/// What is done, and with which two registers, in a byte each; those from 64 on are what the call is told.
layout(constant_id = 3) const uint code0 = 0;
layout(constant_id = 4) const uint code1 = 0;
layout(constant_id = 5) const uint code2 = 0;
layout(constant_id = 6) const uint code3 = 0;
layout(constant_id = 7) const uint code4 = 0;
layout(constant_id = 8) const uint code5 = 0;
layout(constant_id = 9) const uint code6 = 0;
layout(constant_id = 10) const uint code7 = 0;
layout(constant_id = 11) const uint code8 = 0;
layout(constant_id = 12) const uint code9 = 0;
layout(constant_id = 13) const uint code10 = 0;
layout(constant_id = 14) const uint code11 = 0;
layout(constant_id = 15) const uint code12 = 0;
layout(constant_id = 16) const uint code13 = 0;
layout(constant_id = 17) const uint code14 = 0;
layout(constant_id = 18) const uint code15 = 0;
layout(constant_id = 19) const uint code16 = 0;
layout(constant_id = 20) const uint code17 = 0;
layout(constant_id = 21) const uint code18 = 0;
layout(constant_id = 22) const uint code19 = 0;
layout(constant_id = 23) const uint code20 = 0;
layout(constant_id = 24) const uint code21 = 0;
layout(constant_id = 25) const uint code22 = 0;
layout(constant_id = 26) const uint code23 = 0;

layout(push_constant, std430) uniform Call {
    Numbers number;
    Numbers slope;
    Numbers first;
    Numbers second;
    Floats told;
    /// Nothing moves where this is zero, or no number.
    Numbers size;
    uint accumulates;
    uint count;
    uint remembered;
};

float apply(uint what, float a, float b) {
    switch (what) {
    case 1: return a + b;
    case 2: return a * b;
    case 3: return a / b;
    case 4: return min(a, b);
    case 5: return max(a, b);
    case 6: return sqrt(a);
    default: return a > 0.0 ? 1.0 : a < 0.0 ? -1.0 : 0.0;
    }
}

#define OPERAND(code, byte) (((code >> byte) & 255) >= 64 ? told.at[((code >> byte) & 255) - 64] : r[(code >> byte) & 63])
#define STEP(k) if ((code##k & 255) != 0) r[4 + k] = apply(code##k & 255, OPERAND(code##k, 8), OPERAND(code##k, 16));

void main() {
    uint i = place();
    if (i >= count) return;
    uint bits = floatBitsToUint(float(size.at[0])) & 0x7fffffff;
    if (bits == 0 || bits >= 0x7f800000) return;
    precise float r[28];
    r[0] = float(number.at[i]);
    r[1] = float(slope.at[i]);
    r[2] = remembered > 0 ? float(first.at[i]) : 0.0;
    r[3] = remembered > 1 ? float(second.at[i]) : 0.0;
    STEP(0)
    STEP(1)
    STEP(2)
    STEP(3)
    STEP(4)
    STEP(5)
    STEP(6)
    STEP(7)
    STEP(8)
    STEP(9)
    STEP(10)
    STEP(11)
    STEP(12)
    STEP(13)
    STEP(14)
    STEP(15)
    STEP(16)
    STEP(17)
    STEP(18)
    STEP(19)
    STEP(20)
    STEP(21)
    STEP(22)
    STEP(23)
    number.at[i] = Number(r[result]);
    if (remembered > 0) first.at[i] = Number(r[first_result]);
    if (remembered > 1) second.at[i] = Number(r[second_result]);
}
