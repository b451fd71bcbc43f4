#version 450
// Every channel of the result is a sum of the source's that a list names: selections of channels, and their way back.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

layout(local_size_x = 256) in;

layout(push_constant, std430) uniform Call {
    Numbers from;
    Numbers to;
    /// By channel of the result: where its names begin, and where the last one's end; then the names.
    Words list;
    uint accumulates;
    uint count;
    uint area;
};

void main() {
    uint i = place();
    if (i >= count) return;
    uint channels = count / area, channel = i / area, at = i % area;
    float sum = 0.0;
    for (uint n = list.at[channel]; n < list.at[channel + 1]; ++n)
        sum += float(from.at[list.at[channels + 1 + n] * area + at]);
    to.at[i] = Number(accumulates != 0 ? float(to.at[i]) + sum : sum);
}
