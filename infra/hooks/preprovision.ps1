node infra/hooks/preprovision.mjs
exit $LASTEXITCODE
