#version 450
#extension GL_GOOGLE_include_directive : require
#include "../function.glsl"

float value(float x) { return max(x, 0.0) + exact_log1p(exact_exp(-abs(x))); }

float slope(float x, float y) { return logistic(x); }
