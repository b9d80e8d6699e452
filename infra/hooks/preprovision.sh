#!/bin/sh
exec node infra/hooks/preprovision.mjs
