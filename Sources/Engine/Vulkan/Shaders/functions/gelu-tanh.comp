#version 450
#extension GL_GOOGLE_include_directive : require
#include "../function.glsl"

float bend(float x) { return 0.797884561 * (x + 0.044715 * x * x * x); }

float value(float x) { return 0.5 * x * (1.0 + exact_tanh(bend(x))); }

float slope(float x, float y) {
    float t = exact_tanh(bend(x));
    return 0.5 * (1.0 + t) + 0.5 * x * (1.0 - t * t) * 0.797884561 * (1.0 + 3.0 * 0.044715 * x * x);
}
