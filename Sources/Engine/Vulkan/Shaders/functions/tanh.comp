#version 450
#extension GL_GOOGLE_include_directive : require
#include "../function.glsl"

float value(float x) { return exact_tanh(x); }

float slope(float x, float y) { return 1.0 - y * y; }
