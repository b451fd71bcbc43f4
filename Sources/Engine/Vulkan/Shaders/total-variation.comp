#version 450
// How restless planes are: the sum of (Δ² + ε)^(β/2) over all pixels, a group of 256 for a part of them, in an order that does not change; and
// the way back, in which every pixel gathers what its own differences say of it, and those of the pixels whose neighbour it is.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"
#include "elementary.glsl"

layout(local_size_x = 256) in;
layout(constant_id = 0) const uint is_back = 0;

layout(push_constant, std430) uniform Call {
    Numbers x;
    /// The sum of each part.
    Numbers sums;
    Numbers seed;
    Numbers target;
    uint accumulates;
    uint channels;
    uint height;
    uint width;
    /// How many pixels a part has.
    uint part;
    /// How many differences a pixel has, to the right, below, and below to the right and left; and what they weigh, straight and across.
    uint directions;
    float straight;
    float across;
    /// Whether opposite sides are neighbours.
    uint wraps;
    float beta;
    float epsilon;
    /// What the way back is multiplied by.
    float factor;
};

const ivec2 steps[4] = ivec2[](ivec2(1, 0), ivec2(0, 1), ivec2(1, 1), ivec2(-1, 1));

/// The pixel at a place; −1 where there is none.
int pixel(int column, int row) {
    bool is_inside = column >= 0 && row >= 0 && column < int(width) && row < int(height);
    if (!is_inside && wraps == 0) return -1;
    return int(around(row, height) * width + around(column, width));
}

float weight(uint direction) { return direction < 2 ? straight : across; }

/// The difference to a neighbour.
float difference(uint plane, ivec2 here, uint direction) {
    int other = pixel(here.x + steps[direction].x, here.y + steps[direction].y);
    if (other < 0) return 0.0;
    return float(x.at[plane + uint(other)]) - float(x.at[plane + uint(here.y) * width + uint(here.x)]);
}

/// (Δ² + ε)^power
float squares(uint plane, ivec2 here, float power) {
    float sum = epsilon;
    for (uint d = 0; d < directions; ++d) {
        float apart = difference(plane, here, d);
        sum += weight(d) * apart * apart;
    }
    return exact_power(sum, power);
}

shared float shares[256];

void main() {
    uint area = height * width, count = channels * area;
    if (is_back != 0) {
        uint i = place();
        if (i >= count) return;
        uint plane = i / area * area;
        ivec2 here = ivec2(i % width, i / width % height);
        float power = beta * 0.5 - 1.0;
        float slope = squares(plane, here, power), pull = 0.0;
        for (uint d = 0; d < directions; ++d) {
            pull -= weight(d) * slope * difference(plane, here, d);
            int other = pixel(here.x - steps[d].x, here.y - steps[d].y);
            if (other < 0) continue;
            ivec2 there = ivec2(uint(other) % width, uint(other) / width);
            pull += weight(d) * squares(plane, there, power) * difference(plane, there, d);
        }
        pull *= factor * float(seed.at[0]);
        target.at[i] = Number(accumulates != 0 ? float(target.at[i]) + pull : pull);
        return;
    }
    uint first = group() * part;
    float sum = 0.0;
    for (uint i = first + gl_LocalInvocationID.x; i < min(first + part, count); i += 256)
        sum += squares(i / area * area, ivec2(i % width, i / width % height), beta * 0.5);
    shares[gl_LocalInvocationID.x] = sum;
    barrier();
    for (uint step = 128; step > 0; step /= 2) {
        if (gl_LocalInvocationID.x < step) shares[gl_LocalInvocationID.x] += shares[gl_LocalInvocationID.x + step];
        barrier();
    }
    if (gl_LocalInvocationID.x == 0 && first < count) sums.at[group()] = Number(shares[0]);
}
