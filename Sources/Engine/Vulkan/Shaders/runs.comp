#version 450
// Runs of numbers from one place to another, a run for each line: concatenations, tokens in a line, tokens out of it. What of the result's
// line lies beyond the run is zero, where the line is longer.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

layout(local_size_x = 256) in;

layout(push_constant, std430) uniform Call {
    Numbers from;
    Numbers to;
    uint accumulates;
    uint lines;
    /// From line to line.
    uint from_step;
    uint to_step;
    /// Of the result's line: how much is written, and where in it the run begins and how long it is.
    uint width;
    uint lead;
    uint run;
};

void main() {
    uint i = place();
    if (i >= lines * width) return;
    uint line = i / width, at = i % width;
    float value = at >= lead && at < lead + run ? float(from.at[line * from_step + at - lead]) : 0.0;
    uint there = line * to_step + at;
    to.at[there] = Number(accumulates != 0 ? float(to.at[there]) + value : value);
}
