@echo off
rem Starts Waybill on Windows: builds it when there is no jar yet, then runs it. Delete target\waybill.jar to build again.
rem   JAVA_HOME              the Java to use, 17 or newer; else the one on the PATH
rem   WAYBILL_JAVA_OPTIONS   more options for it, for instance -Xmx1g
setlocal
set "HOME_FOLDER=%~dp0."
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"

set "ANSWER=%TEMP%\waybill-java-%RANDOM%.txt"
"%JAVA%" -version 2> "%ANSWER%"
set "MAJOR="
for /f "usebackq tokens=2,3" %%a in ("%ANSWER%") do (
    if "%%a"=="version" for /f "delims=.-" %%m in ("%%~b") do set "MAJOR=%%m"
)
del "%ANSWER%"
if not defined MAJOR (
    echo waybill: Java 17 or newer is needed, and "%JAVA%" does not run. Install one, or set JAVA_HOME. 1>&2
    exit /b 1
)
if %MAJOR% LSS 17 (
    echo waybill: Java 17 or newer is needed, and "%JAVA%" is version %MAJOR%. Install a newer one, or set JAVA_HOME to it. 1>&2
    exit /b 1
)

set "JAR=%HOME_FOLDER%\waybill.jar"
if exist "%HOME_FOLDER%\pom.xml" set "JAR=%HOME_FOLDER%\target\waybill.jar"
if not exist "%JAR%" (
    echo waybill: building from the sources; this takes a minute or two 1>&2
    pushd "%HOME_FOLDER%"
    call mvnw.cmd -q -B -ntp -Dmaven.test.skip=true package || (
        popd
        echo waybill: the build failed; the lines above say why. 1>&2
        exit /b 1
    )
    popd
)

"%JAVA%" -XX:+UseSerialGC -Xmx256m -XX:TieredStopAtLevel=1 -XX:+ExitOnOutOfMemoryError -Dfile.encoding=UTF-8 -Dsun.net.httpserver.nodelay=true ^
    -Dwaybill.home="%HOME_FOLDER%" %WAYBILL_JAVA_OPTIONS% -jar "%JAR%" %*
exit /b %ERRORLEVEL%
