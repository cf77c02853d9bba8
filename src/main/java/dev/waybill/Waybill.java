package dev.waybill;
public final class Waybill { public static void main(String[] a) { } }
