#version 450
// Lines of planes, along rows or columns, weighed by distance; beyond the ends the outermost number goes on. The way back: what was read beyond
// an end is the outermost number's.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

layout(local_size_x = 256) in;
layout(constant_id = 0) const uint is_back = 0;

layout(push_constant, std430) uniform Call {
    Numbers from;
    Numbers to;
    /// How far the weights reach, those at distance 0, 1, 2 …, and the sums of those beyond each distance.
    Floats told;
    uint accumulates;
    uint count;
    /// Of a line, and from one number of it to the next.
    uint length;
    uint step;
    /// How far weights may reach.
    uint most;
};

float number(uint line, int place) { return float(from.at[line + uint(place) * step]); }

void main() {
    uint i = place();
    if (i >= count) return;
    int own = int(i / step % length), last = int(length) - 1, reach = int(told.at[0]);
    uint line = i - uint(own) * step;
    float sum = 0.0;
    for (int d = -reach; d <= reach; ++d) {
        int other = clamp(own + d, 0, last);
        if (is_back == 0 || other == own + d) sum += told.at[1 + abs(d)] * number(line, other);
    }
    if (is_back != 0) {
        for (int d = 0; d < reach && d <= last; ++d) {
            float beyond = told.at[2 + int(most) + d];
            if (own == 0) sum += beyond * number(line, d);
            if (own == last) sum += beyond * number(line, last - d);
        }
    }
    to.at[i] = Number(sum);
}
