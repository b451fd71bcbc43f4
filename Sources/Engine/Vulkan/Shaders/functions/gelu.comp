#version 450
#extension GL_GOOGLE_include_directive : require
#include "../function.glsl"

float value(float x) { return x * 0.5 * (1.0 + exact_erf(x * 0.707106781)); }

float slope(float x, float y) { return 0.5 * (1.0 + exact_erf(x * 0.707106781)) + x * exact_exp(-0.5 * x * x) * 0.39894228; }
