// A function of one number, element by element, forward and back: a shader of functions/ includes this and says `value` and `slope`.
#include "common.glsl"
#include "elementary.glsl"

layout(local_size_x = 256) in;
layout(constant_id = 0) const uint is_back = 0;

layout(push_constant, std430) uniform Call {
    Floats x;
    Floats y;
    Floats seed;
    /// The gradient of x.
    Floats target;
    uint accumulates;
    uint count;
    /// What the function is told beside x.
    float first;
    float second;
};

/// f(x)
float value(float x);
/// f′(x), y being f(x).
float slope(float x, float y);

void main() {
    uint i = place();
    if (i >= count) return;
    if (is_back == 0) {
        y.at[i] = value(x.at[i]);
    } else {
        float share = seed.at[i] * slope(x.at[i], y.at[i]);
        target.at[i] = accumulates != 0 ? target.at[i] + share : share;
    }
}
