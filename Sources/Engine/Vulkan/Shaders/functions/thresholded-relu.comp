#version 450
#extension GL_GOOGLE_include_directive : require
#include "../function.glsl"

float value(float x) { return x > first ? x : 0.0; }

float slope(float x, float y) { return x > first ? 1.0 : 0.0; }
