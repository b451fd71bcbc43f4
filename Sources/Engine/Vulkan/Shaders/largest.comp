#version 450
// The largest of numbers over channels, positions or all, a group of 256 for each result, and which it is, the first of equals; and the way
// back, number by number.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

layout(local_size_x = 256) in;
layout(constant_id = 0) const uint is_back = 0;

layout(push_constant, std430) uniform Call {
    Numbers x;
    Numbers y;
    Numbers seed;
    Numbers target;
    /// By result, which of its numbers.
    Words found;
    uint accumulates;
    /// As `reduction` has them.
    uint results;
    uint numbers;
    uint step;
    uint result_step;
};

shared float values[256];
shared uint places[256];

void main() {
    if (is_back != 0) {
        uint i = place();
        if (i >= results * numbers) return;
        uint result = step == 1 ? i / numbers : i % results, number = step == 1 ? i % numbers : i / results;
        float share = found.at[result] == number ? float(seed.at[result]) : 0.0;
        target.at[i] = Number(accumulates != 0 ? float(target.at[i]) + share : share);
        return;
    }
    uint result = group(), lane = gl_LocalInvocationID.x;
    float most = -1.0 / 0.0;
    uint where = 0;
    if (result < results)
        for (uint i = lane; i < numbers; i += 256) {
            float number = float(x.at[result * result_step + i * step]);
            if (i == lane || number > most) {
                most = number;
                where = i;
            }
        }
    values[lane] = most;
    places[lane] = where;
    barrier();
    for (uint width = 128; width > 0; width /= 2) {
        if (lane < width && lane + width < numbers) {
            float other = values[lane + width];
            if (other > values[lane] || (other == values[lane] && places[lane + width] < places[lane])) {
                values[lane] = other;
                places[lane] = places[lane + width];
            }
        }
        barrier();
    }
    if (result < results && lane == 0) {
        y.at[result] = Number(values[0]);
        found.at[result] = places[0];
    }
}
