#version 450
// One step of a Fourier transform along rows or columns, any radix: of transforms of L numbers those of L·radix, for every line at once
// (Stockham's way, by which nothing has to be sorted; Cochran et al., "What is the fast Fourier transform?", 1967). With M = N/L numbers
// between those of one transform, and M' = M/radix:
//
//     y[l·M' + r] = Σ over j < radix of x[(l mod L)·M + r + j·M'] · e^(∓2πi·j·l / (L·radix)),   l < L·radix, r < M'
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

layout(local_size_x = 256) in;
/// 1 the numbers are read as activations are, 2 which have imaginary parts, 4 through the filter; 8, 16, 32 the same of what is written; 64
/// back from frequencies.
layout(constant_id = 0) const uint flags = 0;

layout(push_constant, std430) uniform Call {
    Numbers x;
    Floats waves;
    Numbers y;
    Floats results;
    Floats filtering;
    /// cos and sin of 2π·k/N, by k.
    Floats roots;
    uint accumulates;
    /// How many numbers are written, and how many are read: what lies behind those is imaginary.
    uint count;
    uint count_read;
    /// N, L and the radix.
    uint length;
    uint done;
    uint radix;
    /// How many lines lie side by side, in what is written and in what is read; and how many numbers of a line are there to be read.
    uint inner;
    uint inner_read;
    uint length_read;
    /// Of the planes: a line of the filter has half of it, and one.
    uint width;
    float factor;
};

/// What a coefficient is multiplied by: one whose conjugate is not stored stands for both.
float share(uint row, uint column) {
    return filtering.at[row * (width / 2 + 1) + column] * (column == 0 || 2 * column == width ? 1.0 : 2.0);
}

vec2 number(uint outer, uint element, uint line) {
    if (element >= length_read) return vec2(0.0);
    uint at = (outer * length_read + element) * inner_read + line;
    vec2 wave;
    if ((flags & 1) != 0) wave = vec2(float(x.at[at]), (flags & 2) != 0 ? float(x.at[count_read + at]) : 0.0);
    else wave = vec2(waves.at[at], waves.at[count_read + at]);
    return (flags & 4) != 0 ? wave * share(element, line) : wave;
}

void main() {
    uint i = place();
    if (i >= count) return;
    uint line = i % inner, element = i / inner % length, outer = i / (inner * length);
    uint apart = length / done, apart_then = apart / radix;
    uint l = element / apart_then, r = element % apart_then;
    uint whole = done * radix;
    vec2 sum = vec2(0.0);
    for (uint j = 0; j < radix; ++j) {
        vec2 wave = number(outer, l % done * apart + r + j * apart_then, line);
        uint root = j * l % whole * apart_then;
        float c = roots.at[2 * root], s = (flags & 64) != 0 ? roots.at[2 * root + 1] : -roots.at[2 * root + 1];
        sum += vec2(wave.x * c - wave.y * s, wave.x * s + wave.y * c);
    }
    sum *= factor;
    if ((flags & 32) != 0) sum *= share(element, line);
    if ((flags & 8) == 0) {
        results.at[i] = sum.x;
        results.at[count + i] = sum.y;
        return;
    }
    y.at[i] = Number(accumulates != 0 ? float(y.at[i]) + sum.x : sum.x);
    if ((flags & 16) != 0) y.at[count + i] = Number(accumulates != 0 ? float(y.at[count + i]) + sum.y : sum.y);
}
