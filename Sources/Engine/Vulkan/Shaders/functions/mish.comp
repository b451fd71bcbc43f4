#version 450
#extension GL_GOOGLE_include_directive : require
#include "../function.glsl"

/// tanh(ln(1 + eˣ))
float gate(float x) { return exact_tanh(max(x, 0.0) + exact_log1p(exact_exp(-abs(x)))); }

float value(float x) { return x * gate(x); }

float slope(float x, float y) {
    float t = gate(x);
    return t + x * (1.0 - t * t) * logistic(x);
}
