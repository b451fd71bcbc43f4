#version 450
#extension GL_GOOGLE_include_directive : require
#include "../function.glsl"

float value(float x) { return x * logistic(x); }

float slope(float x, float y) { float gate = logistic(x); return gate + x * gate * (1.0 - gate); }
