// A function of one number, element by element, forward and back: a shader of functions/ includes this and says `value` and `slope`.
#include "common.glsl"
#include "elementary.glsl"

layout(local_size_x = 256) in;
layout(constant_id = 0) const uint is_back = 0;

layout(push_constant, std430) uniform Call {
    Numbers x;
    Numbers y;
    Numbers seed;
    /// The gradient of x.
    Numbers target;
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
        y.at[i] = Number(value(float(x.at[i])));
    } else {
        float share = float(seed.at[i]) * slope(float(x.at[i]), float(y.at[i]));
        target.at[i] = Number(accumulates != 0 ? float(target.at[i]) + share : share);
    }
}
