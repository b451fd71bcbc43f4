#version 450
#extension GL_GOOGLE_include_directive : require
#include "../function.glsl"

float value(float x) { return x * clamp(x / 6.0 + 0.5, 0.0, 1.0); }

float slope(float x, float y) { return x <= -3.0 ? 0.0 : x >= 3.0 ? 1.0 : x / 3.0 + 0.5; }
