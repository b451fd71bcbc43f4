#version 450
#extension GL_GOOGLE_include_directive : require
#include "../function.glsl"

float value(float x) { return x > 0.0 ? x : first * x; }

float slope(float x, float y) { return x > 0.0 ? 1.0 : first; }
