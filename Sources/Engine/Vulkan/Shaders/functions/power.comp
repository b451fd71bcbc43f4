#version 450
#extension GL_GOOGLE_include_directive : require
#include "../function.glsl"

// first: the exponent; second: the least x, −∞ for none

float value(float x) {
    if (first == 0.5) return sqrt(max(second, x));
    return first == 2.0 ? x * x : exact_power(max(second, x), first);
}

float slope(float x, float y) {
    if (!(x > second || second == -infinity)) return 0.0;
    if (first == 0.5) return 0.5 / y;
    return first == 2.0 ? 2.0 * x : first * exact_power(x, first - 1.0);
}
