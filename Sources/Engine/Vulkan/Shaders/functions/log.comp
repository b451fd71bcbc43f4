#version 450
#extension GL_GOOGLE_include_directive : require
#include "../function.glsl"

// first: the least x, 0 for none

float value(float x) { return exact_log(max(first, x)); }

float slope(float x, float y) { return x > first || first == 0.0 ? 1.0 / x : 0.0; }
