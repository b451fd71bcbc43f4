#version 450
// What the gradient of a term is multiplied by: its weight, over the length of all of it where terms are balanced. A gradient of zero has no
// length to speak of.
#extension GL_GOOGLE_include_directive : require
#include "common.glsl"

layout(local_size_x = 1) in;

layout(push_constant, std430) uniform Call {
    /// Of the gradient at each layer.
    Numbers squares;
    Numbers weight;
    Numbers factor;
    uint accumulates;
    uint count;
    uint is_balanced;
    /// What the gradient began with.
    float one;
};

void main() {
    float sum = 0.0;
    for (uint i = 0; i < count && is_balanced != 0; ++i) sum += float(squares.at[i]);
    float length = sum > 0.0 ? sqrt(sum) : one;
    factor.at[0] = Number(float(weight.at[0]) / length);
}
