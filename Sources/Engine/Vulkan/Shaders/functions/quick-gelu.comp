#version 450
#extension GL_GOOGLE_include_directive : require
#include "../function.glsl"

float value(float x) { return x * logistic(1.702 * x); }

float slope(float x, float y) { float gate = logistic(1.702 * x); return gate + 1.702 * x * gate * (1.0 - gate); }
